package io.verdigris.benchmarks.rollback;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.verdigris.testkit.traffic.Answer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What goes wrong, how it shows in an answer, and which ends are right. */
public enum Case {
  /** Every fifth request fails. */
  ERRORS_20("20 % errors"),
  /** Every twentieth request fails. */
  ERRORS_5("5 % errors"),
  /** Every hundredth request fails. */
  ERRORS_1("1 % errors"),
  /** Each request takes 200 ms longer. */
  LATENCY("+200 ms latency"),
  /** Containers end again and again, while requests are under way. */
  CRASHES("crash loops"),
  /** The pods serve on, but nothing is known of them. */
  SILENCE("stops exporting"),
  /**
   * Something beside both colours fails both. Not above the hard limit, for that is the same for
   * everybody.
   */
  NEIGHBOUR("2 % errors of both colours"),
  /** Nothing goes wrong. */
  HEALTHY("healthy");

  private static final Duration SLOW = Duration.ofMillis(200);

  private final String title;

  Case(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  Fault fault() {
    return switch (this) {
      case ERRORS_20 -> Fault.of("errors=0.2", "green");
      case ERRORS_5 -> Fault.of("errors=0.05", "green");
      case ERRORS_1 -> Fault.of("errors=0.01", "green");
      case LATENCY -> Fault.of("latency=200ms", "green");
      case CRASHES -> new CrashLoop();
      case SILENCE -> new Silenced();
      case NEIGHBOUR -> Fault.of("errors=0.02", "blue", "green");
      case HEALTHY -> Fault.NONE;
    };
  }

  /** Tells whether this is a right end. */
  boolean mayEnd(String outcome) {
    return switch (this) {
      case ERRORS_20, ERRORS_5, ERRORS_1, LATENCY, CRASHES, SILENCE ->
          outcome.equals("rolled-back");
      case NEIGHBOUR -> outcome.equals("promoted") || outcome.equals(Round.HELD);
      case HEALTHY -> outcome.equals("promoted");
    };
  }

  /** Tells whether an answer is one that the fault has spoilt, if it is the new colour's. */
  boolean spoilt(Answer answer) {
    return switch (this) {
      case LATENCY ->
          answer.answered() && Duration.between(answer.sent(), answer.at()).compareTo(SLOW) >= 0;
      case ERRORS_20, ERRORS_5, ERRORS_1, CRASHES, NEIGHBOUR -> answer.failed();
      case SILENCE, HEALTHY -> false;
    };
  }

  /** Tells whether the fault may leave requests without an answer. */
  boolean cutsConnections() {
    return this == CRASHES;
  }

  /** Returns what is different in the pods of both colours. */
  UnaryOperator<PodTemplateSpec> template() {
    return this == CRASHES ? CrashLoop::probes : UnaryOperator.identity();
  }

  /** Returns the name on the command line, such as {@code errors-20}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
