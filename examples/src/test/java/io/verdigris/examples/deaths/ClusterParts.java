package io.verdigris.examples.deaths;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * The processes that a real cluster on this machine consists of. {@code VERDIGRIS_CLUSTER_RUN}
 * names the directory with their ids, and {@code VERDIGRIS_CLUSTER_UP} the command that starts what
 * is not running.
 */
final class ClusterParts {
  private static final Duration START = Duration.ofMinutes(2);

  private final Path run;
  private final String up;
  private boolean restarted;

  /** One process of the cluster; its id is in the file {@code NAME.pid}, in lower case. */
  enum Part {
    APISERVER,
    ETCD,
    CONTROLLERS,
    SCHEDULER,
    KUBELET,
    PROXY;

    boolean isClientOfTheApi() {
      return this != APISERVER && this != ETCD;
    }
  }

  private ClusterParts(Path run, String up) {
    this.run = run;
    this.up = up;
  }

  /** Finds the parts that the environment names; without them the test is skipped. */
  static ClusterParts open() {
    return new ClusterParts(
        Path.of(variable("VERDIGRIS_CLUSTER_RUN")), variable("VERDIGRIS_CLUSTER_UP"));
  }

  private static String variable(String name) {
    return Optional.ofNullable(System.getenv(name))
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new TestAbortedException(name + " is not set: no parts to stop"));
  }

  /** Stops a part, by SIGSTOP. */
  void stop(Part part) {
    Signals.send("-STOP", process(part).pid());
  }

  /** Has a part go on, by SIGCONT. */
  void goOn(Part part) {
    Signals.send("-CONT", process(part).pid());
  }

  /** Kills a part, by SIGKILL, and starts it again. */
  void restart(Part part) throws Exception {
    kill(part);
    up();
    restarted = true;
  }

  private void kill(Part part) throws Exception {
    Optional<ProcessHandle> process = running(part);
    if (process.isPresent()) {
      Signals.send("-KILL", process.get().pid());
      process.get().onExit().get(START.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /**
   * Has all parts run, whatever a test has done to them, and returns once the cluster is ready.
   * What has lost the API server again and again asks it ever more seldom, for minutes; such parts
   * are started anew.
   */
  void restore() throws Exception {
    for (Part part : Part.values()) {
      running(part).ifPresent(process -> Signals.send("-CONT", process.pid()));
      if (restarted && part.isClientOfTheApi()) {
        kill(part);
      }
    }
    up();
  }

  private void up() throws Exception {
    Process process =
        new ProcessBuilder(up)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(up + " did not bring the cluster up");
    }
  }

  private ProcessHandle process(Part part) {
    return running(part).orElseThrow(() -> new IllegalStateException(part + " does not run"));
  }

  private Optional<ProcessHandle> running(Part part) {
    Path file = run.resolve(part.name().toLowerCase(Locale.ROOT) + ".pid");
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()));
    } catch (IOException e) {
      throw new IllegalStateException("no id of " + part, e);
    }
  }
}
