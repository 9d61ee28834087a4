package io.verdigris.internal;

import io.verdigris.judging.Windows;
import io.verdigris.spi.Evidence.Beside;
import io.verdigris.spi.Evidence.Stretch;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Window;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * One kind of event whose share is compared between the old colour's record and the new colour.
 *
 * @param what the requests did, such as {@code failed}
 * @param margin by which share more is allowed than the record's upper bound
 * @param level how likely a false alarm may be; half of it for the bound, half for the odds
 * @param detect how much above the record and the margin must be excluded in the end
 * @param events counts the events of a window
 */
record Compared(
    String what, double margin, double level, double detect, ToLongFunction<Window> events) {
  /** How likely a colour that is worse by what is to be detected may pass. */
  private static final double MISSED = 0.05;

  private static final double MOST = 0.999;

  /** How likely what was suspected may look as if it was over while both colours serve. */
  private static final double REFUTED = 0.2;

  /** After so many suspicions that were not confirmed none is raised any more. */
  private static final int MOST_DOUBLED = 20;

  /**
   * Judges.
   *
   * @param record the old colour's, before the switch
   * @param suffixes what the new colour did from each reading until now, longest first
   * @param beside what both did at the same time
   */
  Judgement judge(List<Window> record, List<Window> suffixes, Beside beside) {
    Window before = Windows.sum(record);
    if (alarms(record)) {
      return Judgement.hold(
          "nothing is compared: by its own record, in which "
              + counted(before)
              + ", the old colour would have been taken back, so unevenly they came");
    }
    double allowed = allowed(before);
    if (!beside.stretches().isEmpty()) {
      return besides(record, suffixes, allowed, beside);
    }
    double limit = limit() * Math.pow(2, Math.min(beside.earlier(), MOST_DOUBLED));
    double odds = ChangeOdds.log(suffixes, events, allowed);
    Window seen = suffixes.get(0);
    String told =
        counted(seen)
            + (beside.earlier() == 0 ? " since the switch, " : " since both colours served, ")
            + counted(before)
            + " before it, so that "
            + Spoken.percent(allowed)
            + " are allowed";
    return odds >= limit
        ? Judgement.suspect(
            told + "; " + spoken(odds) + " against that, the limit is " + spoken(limit))
        : excluded(seen, share(before) + margin, told);
  }

  /** What happens to both colours at the same time is not the new one's fault. */
  private Judgement besides(
      List<Window> record, List<Window> suffixes, double allowed, Beside beside) {
    List<Window> old = beside.stretches().stream().map(Stretch::oldColour).toList();
    Window oldColour = Windows.sum(old);
    Window newColour = Windows.sum(beside.stretches().stream().map(Stretch::newColour).toList());
    double odds = SideBySide.log(beside.stretches(), events);
    // each time that both have traffic may spend half of what the time before could
    double limit = limit() + beside.earlier() * Math.log(2);
    String told =
        "at the same time "
            + counted(newColour)
            + " by the new colour and "
            + counted(oldColour)
            + " by the old one";
    if (odds >= limit && share(newColour) > share(oldColour) + margin) {
      return Judgement.rollBack(
          told
              + "; "
              + spoken(odds)
              + " that it is the new one's fault, the limit is "
              + spoken(limit));
    } else if (isWorse(record, old)) {
      return Judgement.hold(told + ", which is more than its record allows: both do worse");
    }
    boolean alone = oldColour.requests() == 0 || (odds > 0 && against(allowed, oldColour) <= 0);
    Window suspected = ChangeOdds.worst(suffixes, events, allowed);
    // it may be another kind of event that was suspected
    if (share(suspected) <= allowed) {
      return Judgement.hold(told + ", which is within what is allowed");
    }
    return alone && !isRefuted(newColour, suspected)
        ? Judgement.suspect(told + "; " + Spoken.percent(allowed) + " are allowed")
        : Judgement.hold(told + ": what raised the suspicion is over");
  }

  private double against(double allowed, Window seen) {
    return Bernoulli.against(allowed).log(seen.requests(), events.applyAsLong(seen));
  }

  /**
   * Tells whether the new colour did so well meanwhile that it was not as it was suspected to be.
   */
  private boolean isRefuted(Window meanwhile, Window suspected) {
    return Bernoulli.upperBound(meanwhile.requests(), events.applyAsLong(meanwhile), REFUTED)
        < share(suspected);
  }

  /** Tells whether the old colour does worse now than its own record allows. */
  boolean isWorse(List<Window> record, List<Window> now) {
    Window before = Windows.sum(record);
    return before.requests() > 0
        && ChangeOdds.log(Windows.suffixes(now), events, allowed(before)) >= limit();
  }

  /** The soak ends well only when it is known that nothing is much worse. */
  private Judgement excluded(Window seen, double usual, String told) {
    double bad = Math.min(MOST, usual + detect);
    if (Bernoulli.upperBound(seen.requests(), events.applyAsLong(seen), MISSED) <= bad) {
      return Judgement.goOn(told);
    }
    long needed = Bernoulli.trialsUntil(share(seen), bad, MISSED);
    String missing =
        needed == Long.MAX_VALUE
            ? "too many for any number of requests to exclude " + Spoken.percent(bad)
            : Math.max(1, needed - seen.requests())
                + " more such requests exclude that it is "
                + Spoken.percent(bad);
    return Judgement.hold("inconclusive: " + told + "; " + missing);
  }

  private double allowed(Window record) {
    double bound = Bernoulli.upperBound(record.requests(), events.applyAsLong(record), level / 2);
    return Math.min(MOST, bound + margin);
  }

  private double limit() {
    return Math.log(2 / level);
  }

  /** Tells whether the record's first half would have raised the alarm about its second. */
  private boolean alarms(List<Window> record) {
    int half = record.size() / 2;
    if (half == 0) {
      return false;
    }
    List<Window> later = record.subList(half, record.size());
    double allowed = allowed(Windows.sum(record.subList(0, half)));
    return ChangeOdds.log(Windows.suffixes(later), events, allowed) >= limit();
  }

  private double share(Window window) {
    return window.requests() == 0 ? 0 : (double) events.applyAsLong(window) / window.requests();
  }

  private String counted(Window window) {
    return String.format(
        Locale.ROOT,
        "%d of %d requests %s (%s)",
        events.applyAsLong(window),
        window.requests(),
        what,
        Spoken.percent(share(window)));
  }

  private static String spoken(double logOdds) {
    return String.format(Locale.ROOT, "odds of %.3g to 1", Math.exp(Math.min(logOdds, 700)));
  }
}
