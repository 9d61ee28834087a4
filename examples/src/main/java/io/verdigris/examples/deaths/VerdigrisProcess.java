package io.verdigris.examples.deaths;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The command {@code verdigris} as a process of its own, from this process' class path. No shell
 * stands in between, so that a signal reaches the virtual machine. Safe for use by several threads.
 */
final class VerdigrisProcess implements AutoCloseable {
  private static final List<String> JAVA =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-Xmx128m",
          "-cp",
          System.getProperty("java.class.path"),
          "io.verdigris.cli.Verdigris");

  private final Instant started = Instant.now();
  private final Process process;
  private final List<Said> said = new ArrayList<>();
  private final StringBuilder errors = new StringBuilder();
  private boolean silent;

  private VerdigrisProcess(List<String> arguments) {
    var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    command.addAll(JAVA);
    command.addAll(arguments);
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new UncheckedIOException("no process can be started: " + command.get(0), e);
    }
    follow(process.inputReader(StandardCharsets.UTF_8), this::hear, this::endOfSpeech);
    follow(process.errorReader(StandardCharsets.UTF_8), this::complain, () -> {});
  }

  /** Starts a command, such as {@code run -n shop -s web …}; it prints JSON. */
  static VerdigrisProcess start(List<String> arguments) {
    var all = new ArrayList<>(arguments);
    all.addAll(List.of("-o", "json"));
    return new VerdigrisProcess(all);
  }

  private static void follow(BufferedReader reader, Consumer<String> line, Runnable end) {
    var thread =
        new Thread(
            () -> {
              try (reader) {
                reader.lines().forEach(line);
              } catch (IOException | UncheckedIOException e) {
                line.accept("its output broke off: " + e.getMessage());
              } finally {
                end.run();
              }
            },
            "verdigris-output");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void hear(String line) {
    said.add(Said.of(Instant.now(), line));
    notifyAll();
  }

  private synchronized void complain(String line) {
    errors.append(line).append('\n');
  }

  private synchronized void endOfSpeech() {
    silent = true;
    notifyAll();
  }

  /** Returns when it was started. */
  Instant started() {
    return started;
  }

  long pid() {
    return process.pid();
  }

  /** Returns what it has printed so far. */
  synchronized List<Said> said() {
    return List.copyOf(said);
  }

  /** Waits for a line; empty when the process falls silent or the time is over before it comes. */
  synchronized Optional<Said> await(Predicate<Said> which, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      Optional<Said> found = said.stream().filter(which).findFirst();
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (found.isPresent() || silent || left <= 0) {
        return found;
      }
      wait(left);
    }
  }

  /** Waits for its exit status; empty when the time is over before. */
  Optional<Integer> exit(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS)
        ? Optional.of(process.exitValue())
        : Optional.empty();
  }

  /** Kills it, by SIGKILL, and returns once it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Stops it, by SIGSTOP: it lives, but does nothing. */
  void stop() {
    signal("-STOP");
  }

  /** Has it go on, by SIGCONT. */
  void goOn() {
    signal("-CONT");
  }

  private void signal(String signal) {
    Signals.send(signal, process.pid());
  }

  /** Returns what it has printed to standard error so far. */
  synchronized String errors() {
    return errors.toString();
  }

  /** Returns all that it has printed, for a person to read. */
  synchronized String transcript() {
    var text = new StringBuilder();
    said.forEach(s -> text.append(s.line()).append('\n'));
    return text.append(errors).toString();
  }

  /** Kills what is left of it. */
  @Override
  public void close() {
    kill();
  }
}
