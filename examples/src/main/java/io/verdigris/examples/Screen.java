package io.verdigris.examples;

import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import io.verdigris.testkit.traffic.Answer;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows what happens as it happens, a line each: what a rollout does, and once a second what
 * clients got. Safe for use by several threads.
 */
final class Screen implements RolloutListener, AutoCloseable {
  private final PrintStream out;
  private final boolean terminal;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "screen");
            thread.setDaemon(true);
            return thread;
          });
  private Second second = new Second();
  private Instant zero = Instant.now();
  private Phase phase = Phase.ADMIT;
  private String live = "blue";
  private String judgement = "";
  private boolean counting;

  /** Shows on this stream; with colours where it is a terminal. */
  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows on standard output; the launcher tells whether that is a terminal. */
  static Screen ofProcess() {
    return new Screen(System.out, Boolean.getBoolean("verdigris.terminal"));
  }

  /** Begins to show each second's answers. */
  void start() {
    var unused = clock.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** Begins a part with this heading; its times count from now. */
  synchronized void heading(String text) {
    zero = Instant.now();
    phase = Phase.ADMIT;
    counting = true;
    second = new Second();
    out.println();
    out.println(Ink.BOLD.on(terminal, text));
  }

  synchronized void fact(String name, String value) {
    out.printf(Locale.ROOT, "  %s  %s%n", Ink.DIM.on(terminal, padded(name, 12)), value);
  }

  /** Ends a part with what came of it. */
  synchronized void verdict(Trial trial, List<String> wrong) {
    counting = false;
    Ink ink = wrong.isEmpty() ? Ink.GREEN : Ink.RED;
    List<String> told = trial.told();
    out.println("  " + ink.on(terminal, told.get(0)));
    told.subList(1, told.size()).forEach(line -> out.println("  " + line));
  }

  synchronized void end(List<String> wrong, Path page) {
    clock.shutdownNow();
    out.println();
    wrong.forEach(line -> out.println(Ink.RED.on(terminal, "WRONG: " + line)));
    if (wrong.isEmpty()) {
      out.println(
          Ink.GREEN.on(terminal, "As it should be: promoted without a failed request, and rolled")
              + Ink.GREEN.on(terminal, " back without one lost by the switch."));
    }
    out.println("Look at it: " + page.toAbsolutePath().toUri());
  }

  synchronized void answer(Answer answer, String by) {
    second.add(answer, by);
  }

  @Override
  public synchronized void onEvent(RolloutEvent event) {
    phase = event.phase();
    switch (event.type()) {
      case SWITCHED -> {
        live = event.details().getOrDefault("live", live);
        line(event.at(), Ink.of(live).on(terminal, event.message()));
      }
      case PHASE -> begins(event);
      case JUDGEMENT -> {
        judgement = event.message();
        line(event.at(), Ink.YELLOW.on(terminal, judgement));
      }
      case RETRY -> line(event.at(), Ink.YELLOW.on(terminal, event.message()));
      case WAITING -> line(event.at(), Ink.DIM.on(terminal, "waiting: " + event.message()));
      case DONE, TERMS, REQUEST -> line(event.at(), event.message());
      case SAMPLE, OUTCOME -> {}
    }
  }

  private void begins(RolloutEvent event) {
    if (event.phase().isFinal()) {
      return;
    }
    boolean why = !"DONE".equals(event.details().get("event")) && event.phase() != Phase.ADMIT;
    if (why && !event.message().equals(judgement)) {
      line(event.at(), Ink.RED.on(terminal, event.message()));
    }
    line(event.at(), Ink.BOLD.on(terminal, purpose(event.phase())));
  }

  private synchronized void tick() {
    Second last = second;
    second = new Second();
    if (counting) {
      line(Instant.now(), last.told(terminal, live));
    }
  }

  private void line(Instant at, String what) {
    double seconds = Duration.between(zero, at).toMillis() / 1000.0;
    String name = padded(phase.isFinal() ? "" : phase.name(), 16);
    out.printf(Locale.ROOT, "  %5.1f s  %s  %s%n", seconds, Ink.DIM.on(terminal, name), what);
  }

  private static String padded(String text, int width) {
    return String.format(Locale.ROOT, "%-" + width + "s", text);
  }

  private static String purpose(Phase phase) {
    return switch (phase) {
      case ADMIT -> "reads everything and changes nothing yet";
      case PREPARE -> "takes the fence: from now on no other process can interfere";
      case DEPLOY -> "brings the new version up beside the live one, without traffic";
      case VERIFY -> "checks the new version directly";
      case SHIFT -> "gives the new version a part of the traffic";
      case PROMOTE -> "moves traffic in one atomic patch";
      case CONFIRM -> "proves that traffic has moved";
      case MONITOR -> "watches the new version until the soak is over";
      case COMPARE -> "has both versions serve, to see whether the new one fails more often";
      case DECOMMISSION -> "takes the old version away once it is silent or drained";
      case ROLL_BACK -> "moves traffic back in one atomic patch";
      case CONFIRM_ROLLBACK -> "proves that traffic is back";
      case CLEAN_UP -> "takes the bad version away";
      case PROMOTED, ROLLED_BACK, REJECTED, HALTED -> "";
    };
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
