package io.verdigris.benchmarks.peers;

import io.verdigris.benchmarks.process.ChildJvm;
import io.verdigris.benchmarks.process.Usage;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Verdigris: one orchestrator for all rollouts, in a process of its own. */
final class Verdigris implements Contender {
  /** What its table says of the way it is set up. */
  static final String TERMS =
      "soak 4 s and drain 1 s in promotions, soak 30 s in rollbacks; the pods' own metrics each"
          + " second, hard limit of 5 % errors, comparison with blue; -Xmx64m";

  private static final String NAME = "web";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final BufferedWriter input;
  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
  private final Map<String, Long> requests = new HashMap<>();
  private Journal journal = Journal.NONE;

  private Verdigris(Process process) {
    this.process = process;
    input = process.outputWriter(StandardCharsets.UTF_8);
    var reader = new Thread(this::read, "worker");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts the process; the application is there. */
  static Verdigris start(TestCluster cluster, TestApplication web) throws InterruptedException {
    URI entry = cluster.entry(web.namespace(), NAME);
    var arguments =
        List.of(cluster.kubeconfig().toString(), web.namespace(), NAME, entry.toString());
    try {
      var worker = new Verdigris(ChildJvm.start(List.of("-Xmx64m"), Worker.class, arguments));
      var unused = worker.until(Worker.READY);
      return worker;
    } catch (IOException e) {
      throw new UncheckedIOException("the worker could not be started", e);
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
      }
    } catch (IOException e) {
      output.add("the worker's output broke off: " + e);
    }
  }

  /** Returns the lines until this one. */
  private List<String> until(String last) throws InterruptedException {
    var lines = new ArrayList<String>();
    while (lines.isEmpty() || !lines.get(lines.size() - 1).split("\t", -1)[0].equals(last)) {
      String line = output.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (line == null) {
        throw new IllegalStateException(
            "the worker does not say \"" + last + "\"; it said " + lines);
      }
      lines.add(line);
    }
    return lines;
  }

  private void say(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the worker has ended", e);
    }
  }

  @Override
  public String title() {
    return "Verdigris";
  }

  @Override
  public String application() {
    return NAME;
  }

  @Override
  public String service() {
    return NAME;
  }

  @Override
  public void prepare(Task task) {
    // each rollout says how it is done
  }

  @Override
  public Instant begin(Task task, String version) {
    Instant now = Instant.now();
    say(task + " " + version);
    return now;
  }

  @Override
  public void awaitEnd(Task task) throws InterruptedException {
    List<String> said = until(Worker.ENDED);
    String end = said.get(said.size() - 1);
    String wanted = task == Task.PROMOTION ? "promoted" : "rolled-back";
    if (!end.split("\t", -1)[1].equals(wanted)) {
      throw new IllegalStateException("Verdigris: " + end.replace('\t', ' '));
    }
  }

  @Override
  public Usage usage() {
    report();
    Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
    return new Usage(requests, cpu, ChildJvm.memory(process.pid(), "VmRSS").orElse(0L));
  }

  private void report() {
    say("report");
    try {
      journal = Journal.parse(until(Worker.REPORTED));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the worker reported", e);
    }
    journal.calls().forEach(call -> requests.merge(call.kind(), 1L, Long::sum));
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public void settle(String live) {
    // the orchestrator leaves nothing that is asked for otherwise
  }

  @Override
  public void close() {
    try {
      input.close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
