package io.verdigris.internal;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.verdigris.Phase;
import java.time.Duration;
import java.util.Locale;

/**
 * The meters, in one place; the README's table names the same.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>kind</th><th>tags</th><th>what</th></tr>
 * <tr><td>verdigris.rollouts</td><td>counter</td><td>outcome</td><td>rollouts that ended; {@code detached}: this process let go of one</td></tr>
 * <tr><td>verdigris.rollouts.active</td><td>long task timer</td><td></td><td>rollouts that this process drives, and for how long</td></tr>
 * <tr><td>verdigris.phase</td><td>timer</td><td>phase</td><td>time from a phase's begin to its end</td></tr>
 * <tr><td>verdigris.switch</td><td>timer</td><td>direction (forward, back)</td><td>the call that moves traffic</td></tr>
 * <tr><td>verdigris.retries</td><td>counter</td><td>call</td><td>calls that failed and were tried again: a phase, or {@code save}</td></tr>
 * </table>
 */
final class Meters {
  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Counts a rollout as active; all orchestrators of a registry share one count. */
  LongTaskTimer.Sample began() {
    return LongTaskTimer.builder("verdigris.rollouts.active").register(registry).start();
  }

  /** Counts an end: an outcome's name, or {@code detached} when this process let go. */
  void ended(LongTaskTimer.Sample began, String outcome) {
    began.stop();
    registry.counter("verdigris.rollouts", "outcome", outcome).increment();
  }

  void phase(Phase phase, Duration took) {
    registry.timer("verdigris.phase", "phase", phase.name().toLowerCase(Locale.ROOT)).record(took);
  }

  void moved(boolean forward, Duration took) {
    registry.timer("verdigris.switch", "direction", forward ? "forward" : "back").record(took);
  }

  void retried(String call) {
    registry.counter("verdigris.retries", "call", call).increment();
  }
}
