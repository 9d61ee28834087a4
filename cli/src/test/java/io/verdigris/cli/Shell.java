package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs commands in this process, as a shell would, and keeps what they print. */
final class Shell {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Runnable> atEnd = new CopyOnWriteArrayList<>();
  private final Surroundings around;

  private Shell(Optional<Terminal> terminal) {
    around =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("HOSTNAME", "desk"),
            terminal,
            Clock.systemUTC(),
            ZoneOffset.UTC,
            letGo -> {
              atEnd.add(letGo);
              return () -> atEnd.remove(letGo);
            });
  }

  /** Returns one whose output goes to a file. */
  static Shell piped() {
    return new Shell(Optional.empty());
  }

  /** Returns one on a terminal. */
  static Shell onTerminal(Terminal terminal) {
    return new Shell(Optional.of(terminal));
  }

  /** Returns the words of a command for an application of a cluster. */
  static String[] args(
      TestCluster cluster, Application application, String command, String... more) {
    var args = new ArrayList<>(List.of(command, "-n", application.namespace()));
    args.addAll(List.of("-s", application.service()));
    args.addAll(List.of("--kubeconfig", cluster.kubeconfig().toString()));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  /** Runs a command and returns its exit status. */
  int run(String... args) {
    return Verdigris.execute(around, args);
  }

  /** Asks the commands that run to end, as a signal does. */
  void interrupt() {
    new ArrayList<>(atEnd).forEach(Runnable::run);
  }

  /** Returns what went to standard output. */
  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Returns what went to standard error. */
  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
