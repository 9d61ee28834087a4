package io.verdigris.benchmarks.fleet;

import io.verdigris.benchmarks.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A {@link Worker} that this process has started; it ends with it. */
public final class WorkerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String HEAP = "-Xmx256m";

  private final Process process;
  private final PrintStream in;
  private final Consumer<Line> listener;
  private final BlockingQueue<Line> answers = new LinkedBlockingQueue<>();

  private WorkerProcess(Process process, Consumer<Line> listener) {
    this.process = process;
    this.listener = listener;
    in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    var reader = new Thread(this::listen, "worker-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one with a heap of 256 MB and waits until it can be told what to do.
   *
   * @param options more options of its JVM
   * @param listener hears of what it says by itself
   */
  public static WorkerProcess start(
      WorkerTerms terms, List<String> options, Consumer<Line> listener) {
    List<String> jvm = Stream.concat(Stream.of(HEAP), options.stream()).toList();
    try {
      Process process = ChildJvm.start(jvm, Worker.class, terms.arguments());
      var worker = new WorkerProcess(process, listener);
      worker.answer("ready");
      return worker;
    } catch (IOException e) {
      throw new UncheckedIOException("no worker can be started", e);
    }
  }

  private void listen() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        if (Line.isOne(text)) {
          hear(Line.parse(text));
        }
      }
    } catch (IOException e) {
      // a process that was killed says nothing more
    }
    answers.add(Line.of("end-of-output"));
  }

  private void hear(Line line) {
    switch (line.word()) {
      case "ready", "figures", "phase", "phases-told", "gone" -> answers.add(line);
      default -> listener.accept(line);
    }
  }

  private Line answer(String word) {
    Line line = next();
    if (!line.word().equals(word)) {
      throw new IllegalStateException(
          "worker " + pid() + " said \"" + line + "\" instead of \"" + word + "\"");
    }
    return line;
  }

  private Line next() {
    Line line;
    try {
      line = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a worker", e);
    }
    if (line == null) {
      throw new IllegalStateException("worker " + pid() + " said nothing for " + PATIENCE);
    }
    return line;
  }

  /** Has it start a rollout of each of these applications. */
  public void roll(long from, long to) {
    in.println(Line.of("roll", "from", from, "to", to));
  }

  /** Has it take over what other processes leave. */
  void standBy() {
    in.println(Line.of("stand-by"));
  }

  /** Has it collect its garbage and tell what it uses. */
  public Figures figures() {
    in.println(Line.of("figures"));
    return Figures.of(answer("figures"));
  }

  /** Has it tell how long its rollouts were in each phase. */
  List<Line> phases() {
    in.println(Line.of("phases"));
    var told = new ArrayList<Line>();
    Line line = next();
    while (line.word().equals("phase")) {
      told.add(line);
      line = next();
    }
    return told;
  }

  /** Has it let go of all rollouts in order. */
  void letGo() {
    in.println(Line.of("let-go"));
    answer("gone");
  }

  /** Ends it as a machine that loses its power would. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns its process id. */
  public long pid() {
    return process.pid();
  }

  /** Returns how much memory it has taken at the most, in bytes; empty where it cannot be told. */
  public Optional<Long> mostResident() {
    return ChildJvm.memory(pid(), "VmHWM");
  }

  /** Returns how many files and sockets it has open; empty where it cannot be told. */
  public Optional<Handles> handles() {
    int files = 0;
    int sockets = 0;
    try (var open = Files.newDirectoryStream(Path.of("/proc/" + pid() + "/fd"))) {
      for (Path one : open) {
        files++;
        sockets += isSocket(one) ? 1 : 0;
      }
      return Optional.of(new Handles(files, sockets));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isSocket(Path open) {
    try {
      return Files.readSymbolicLink(open).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  /**
   * Open files.
   *
   * @param all how many
   * @param sockets how many of them are sockets
   */
  public record Handles(int all, int sockets) {}

  @Override
  public void close() {
    in.close();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
