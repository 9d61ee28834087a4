package io.verdigris.benchmarks.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/** What several workers have told of their rollouts, in the order in which it was heard. */
final class Course {
  private record Told(int process, Line line) {
    boolean is(String word, String name) {
      return line.word().equals(word) && line.text("name").equals(name);
    }

    boolean isFinal() {
      return line.word().equals("outcome") && !line.text("reason").contains("closed");
    }
  }

  private final Queue<Told> told = new ConcurrentLinkedQueue<>();

  void hear(int process, Line line) {
    told.add(new Told(process, line));
  }

  /** Returns how long after this moment each rollout was resumed that another process had left. */
  List<Long> resumed(Instant since) {
    return told.stream()
        .filter(t -> t.line().word().equals("resumed"))
        .map(t -> Duration.between(since, Instant.parse(t.line().text("at"))).toMillis())
        .toList();
  }

  /**
   * Returns how many of a process' rollouts are in their ledgers. What dies with its process before
   * that was never begun, and nobody goes on with it.
   */
  long entered(int process) {
    return told.stream()
        .filter(t -> t.process() == process && t.line().word().equals("entered"))
        .map(t -> t.line().text("name"))
        .distinct()
        .count();
  }

  /** Returns how many rollouts have ended, whatever process drove them at last. */
  long ended() {
    return told.stream().filter(Told::isFinal).map(t -> t.line().text("name")).distinct().count();
  }

  /** Returns how many were promoted. */
  long promoted() {
    return told.stream()
        .filter(Told::isFinal)
        .filter(t -> t.line().text("what").equals("promoted"))
        .map(t -> t.line().text("name"))
        .distinct()
        .count();
  }

  /** Says what was lost, doubled or ended otherwise than by promotion. */
  List<String> wrong(long applications, Switches switches) {
    var wrong = new ArrayList<String>();
    LongStream.range(0, applications)
        .mapToObj(Applications::name)
        .forEach(name -> look(name, switches.of(name), wrong));
    return wrong;
  }

  private void look(String name, List<String> colours, List<String> wrong) {
    List<Line> ends =
        told.stream().filter(t -> t.is("outcome", name) && t.isFinal()).map(Told::line).toList();
    if (ends.size() != 1 || !ends.get(0).text("what").equals("promoted")) {
      wrong.add(name + " ended " + ends.size() + " times: " + ends);
    }
    if (!colours.equals(List.of("blue 0", "green 1"))) {
      wrong.add(name + " was directed to " + colours + " instead of blue, then green once");
    }
  }
}
