package io.verdigris.cli;

import java.util.List;

/** Sets up the log, which goes to standard error, before anything logs. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  static void configure(List<String> args) {
    boolean verbose = isVerbose(args);
    set("showDateTime", "true");
    set("dateTimeFormat", "HH:mm:ss.SSS");
    set("showThreadName", "false");
    set("defaultLogLevel", "warn");
    set("log.io.verdigris", verbose ? "debug" : "warn");
    // a watch that breaks off is opened anew; its stack traces tell a person nothing
    set("log.io.fabric8", verbose ? "warn" : "error");
    // what is tried again is an event, which the command shows by itself
    set("log.io.verdigris.rollout", verbose ? "debug" : "error");
  }

  /** What the user has set by {@code VERDIGRIS_OPTS} stays. */
  private static void set(String key, String value) {
    if (System.getProperty(PREFIX + key) == null) {
      System.setProperty(PREFIX + key, value);
    }
  }

  static boolean isVerbose(List<String> args) {
    return args.contains("-v") || args.contains("--verbose");
  }
}
