package io.verdigris.judging;

import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A judgement and whose it is.
 *
 * @param by the policy's id, or what else judged: a word without spaces
 * @param judgement what it made of the evidence
 */
public record Opinion(String by, Judgement judgement) {
  private static final Pattern TEXT = Pattern.compile("(\\S+) ([A-Z_]+): (.*)", Pattern.DOTALL);
  private static final String RULE =
      "a policy, one of "
          + Arrays.toString(Verdict.values())
          + " and why, such as hard-limits HOLD: too few requests";

  /** Returns the worst of several, as {@link Judgement#worst}. */
  public static Judgement worst(List<Opinion> opinions) {
    return Judgement.worst(opinions.stream().map(Opinion::judgement).toList());
  }

  /**
   * Returns the worst of several as it is acted upon: where both colours are not to have traffic at
   * the same time, a suspicion is all there is, and traffic goes back.
   *
   * @param compare how long both have traffic to confirm a suspicion; zero where they do not
   */
  public static Judgement worst(List<Opinion> opinions, Duration compare) {
    Judgement worst = worst(opinions);
    return worst.verdict() == Verdict.SUSPECT && compare.isZero()
        ? Judgement.rollBack(worst.why() + "; this was not confirmed with both colours at once")
        : worst;
  }

  /** Returns such as {@code hard-limits HOLD: 3 of the 100 requests …}. */
  String text() {
    return by + " " + judgement.verdict() + ": " + judgement.why();
  }

  /** Reads it. */
  static Opinion of(Details details, String key) {
    Matcher text = TEXT.matcher(details.text(key));
    if (!text.matches()) {
      throw details.wrong(key, RULE);
    }
    return Arrays.stream(Verdict.values())
        .filter(verdict -> verdict.name().equals(text.group(2)))
        .findFirst()
        .map(verdict -> new Opinion(text.group(1), new Judgement(verdict, text.group(3))))
        .orElseThrow(() -> details.wrong(key, RULE));
  }
}
