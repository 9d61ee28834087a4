package io.verdigris.spi;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a policy makes of the evidence.
 *
 * @param verdict what to do
 * @param why in a sentence, with its figures
 */
public record Judgement(Verdict verdict, String why) {
  /** What to do. */
  public enum Verdict {
    /** Nothing speaks against the new colour so far. */
    CONTINUE,
    /** The new colour is worse: back at once. */
    ROLL_BACK,
    /** Cannot tell; the soak does not end well before it can. */
    HOLD
  }

  /**
   * Returns the worst of several: the first that goes back, else the first that cannot tell, else
   * one that gives the reasons of all.
   */
  public static Judgement worst(List<Judgement> all) {
    return first(all, Verdict.ROLL_BACK)
        .or(() -> first(all, Verdict.HOLD))
        .orElseGet(() -> goOn(all.stream().map(Judgement::why).collect(Collectors.joining("; "))));
  }

  private static Optional<Judgement> first(List<Judgement> all, Verdict verdict) {
    return all.stream().filter(judgement -> judgement.verdict() == verdict).findFirst();
  }

  /** Returns that nothing speaks against it. */
  public static Judgement goOn(String why) {
    return new Judgement(Verdict.CONTINUE, why);
  }

  /** Returns that it must go back. */
  public static Judgement rollBack(String why) {
    return new Judgement(Verdict.ROLL_BACK, why);
  }

  /** Returns that it cannot be told. */
  public static Judgement hold(String why) {
    return new Judgement(Verdict.HOLD, why);
  }
}
