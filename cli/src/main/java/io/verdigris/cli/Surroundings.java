package io.verdigris.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * What is around the command: its streams, its terminal, its clock and how it is told to end.
 *
 * @param out where results go
 * @param err where complaints go
 * @param env the environment variables
 * @param terminal the terminal that {@code out} is; empty when it is none
 * @param clock the time
 * @param zone the zone that people here read times in
 * @param ending tells when the process shall end
 */
record Surroundings(
    PrintStream out,
    PrintStream err,
    Map<String, String> env,
    Optional<Terminal> terminal,
    InstantSource clock,
    ZoneId zone,
    Ending ending) {

  /** Returns those of this process. */
  static Surroundings ofProcess() {
    return new Surroundings(
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        System.err,
        System.getenv(),
        Terminal.ofProcess(System.getenv()),
        Clock.systemUTC(),
        ZoneId.systemDefault(),
        Ending.ofProcess());
  }

  /** Returns who asks, for the record: user and machine. */
  String person() {
    String host = env.getOrDefault("HOSTNAME", "");
    String user = System.getProperty("user.name", "unknown");
    return host.isEmpty() ? user : user + "@" + host;
  }
}
