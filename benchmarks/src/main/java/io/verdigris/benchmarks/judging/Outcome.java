package io.verdigris.benchmarks.judging;

import io.verdigris.spi.Judgement.Verdict;

/**
 * How a rule ended one run.
 *
 * @param verdict its last
 * @param second when that was, in seconds after the switch
 * @param failed how many requests had failed by then since the fault began
 */
record Outcome(Verdict verdict, int second, long failed) {

  /** Lets a rule watch what was drawn until it goes back or is through. */
  static Outcome of(Rule rule, Traffic.Drawn drawn, int begins) {
    Rule.Watch watch = rule.watch(drawn);
    int step = (int) rule.every().toSeconds();
    int until = (int) rule.until().toSeconds();
    Verdict verdict = Verdict.HOLD;
    int second = 0;
    while (second < watch.until(until) && verdict != Verdict.ROLL_BACK) {
      second += step;
      verdict = watch.look(drawn.green(), second);
    }
    long failed = second <= begins ? 0 : watch.answered(drawn.green()).errors(begins, second);
    return new Outcome(verdict, second, failed);
  }

  boolean rolledBack() {
    return verdict == Verdict.ROLL_BACK;
  }

  boolean inconclusive() {
    return verdict == Verdict.HOLD || verdict == Verdict.BLIND;
  }
}
