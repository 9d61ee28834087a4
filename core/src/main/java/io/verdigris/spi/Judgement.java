package io.verdigris.spi;

import java.util.List;
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
    /**
     * Cannot tell yet, for what was seen is too little; the soak does not end well before it can.
     */
    HOLD,
    /** Cannot tell, since nothing is seen; never counts as good. */
    BLIND,
    /**
     * The new colour does worse than the old one did before, which need not be its own fault: both
     * get traffic at the same time for a while, to tell; where that cannot be, back at once.
     */
    SUSPECT,
    /** The new colour is worse: back at once. */
    ROLL_BACK
  }

  /**
   * Returns the worst of several, the first of those that are equally bad: what goes back is worse
   * than what is suspect, then comes what is blind, then what cannot tell yet. Where nothing speaks
   * against the new colour, it gives the reasons of all.
   */
  public static Judgement worst(List<Judgement> all) {
    return all.stream()
        .filter(judgement -> judgement.verdict() != Verdict.CONTINUE)
        .reduce((a, b) -> b.verdict().compareTo(a.verdict()) > 0 ? b : a)
        .orElseGet(() -> goOn(all.stream().map(Judgement::why).collect(Collectors.joining("; "))));
  }

  /** Tells whether it says that it cannot be told. */
  public boolean isOpen() {
    return verdict == Verdict.HOLD || verdict == Verdict.BLIND;
  }

  /** Returns that nothing speaks against it. */
  public static Judgement goOn(String why) {
    return new Judgement(Verdict.CONTINUE, why);
  }

  /** Returns that it must go back. */
  public static Judgement rollBack(String why) {
    return new Judgement(Verdict.ROLL_BACK, why);
  }

  /** Returns that it does worse than the old one did before. */
  public static Judgement suspect(String why) {
    return new Judgement(Verdict.SUSPECT, why);
  }

  /** Returns that it cannot be told yet. */
  public static Judgement hold(String why) {
    return new Judgement(Verdict.HOLD, why);
  }

  /** Returns that nothing is seen by which it could be told. */
  public static Judgement blind(String why) {
    return new Judgement(Verdict.BLIND, why);
  }
}
