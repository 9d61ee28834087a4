package io.verdigris.internal;

import io.verdigris.judging.Windows;
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
 * @param detect how much above what is allowed must be excluded in the end
 * @param events counts the events of a window
 */
record Compared(
    String what, double margin, double level, double detect, ToLongFunction<Window> events) {
  /** How likely a colour that is worse by what is to be detected may pass. */
  private static final double MISSED = 0.05;

  private static final double MOST = 0.999;

  Judgement judge(List<Window> record, List<Window> suffixes) {
    Window before = Windows.sum(record);
    if (alarms(record)) {
      return Judgement.hold(
          "nothing is compared: by its own record, in which "
              + counted(before)
              + ", the old colour would have been taken back, so unevenly they came");
    }
    double allowed = allowed(before);
    double odds = ChangeOdds.log(suffixes, events, allowed);
    Window seen = suffixes.get(0);
    String told =
        counted(seen)
            + " since the switch, "
            + counted(before)
            + " before it, so that "
            + Spoken.percent(allowed)
            + " are allowed";
    return odds >= limit()
        ? Judgement.rollBack(
            told + "; " + spoken(odds) + " against that, the limit is " + spoken(limit()))
        : excluded(seen, allowed, told);
  }

  /** The soak ends well only when it is known that nothing is much worse. */
  private Judgement excluded(Window seen, double allowed, String told) {
    double bad = Math.min(MOST, allowed + detect);
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
