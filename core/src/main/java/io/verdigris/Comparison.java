package io.verdigris;

import java.time.Duration;
import java.util.TreeMap;

/**
 * Builds the settings of the built-in policy {@code comparison}: traffic goes back as soon as the
 * new colour is shown to fail, or to be slow, more often than the old one did before the switch.
 *
 * <p>The old colour's requests are counted from PREPARE until the switch; where that are fewer than
 * 6,000, all that its pods have counted since they began is taken as well. Its true share of errors
 * is below the upper bound of that record, but for half of the false alarms that are allowed; the
 * other half is spent on the new colour, whose every reading may be looked at, since the test is
 * valid at any time. {@code docs/judging.md} tells the method, its sources and what breaks it.
 *
 * <p>The soak ends well once the new colour is shown not to fail more often than is allowed by
 * {@link #detect}; until then the judgement is held and says how many requests are missing. Without
 * a record of the old colour, as after too few requests, or where the record itself would have
 * raised the alarm, nothing is compared: the judgement is held, for a person to decide.
 *
 * <p>What was compared over time may be a fault of both colours, or of the moment. So where the
 * switcher can, both have traffic at the same time for a while ({@link
 * RolloutSpec.Timings#compare()}) before traffic goes back: at once when the new colour is shown to
 * fail more often than the old one at the same time, and at the end when it still fails more often
 * than is allowed while the old one does not. Otherwise the soak begins anew, the old colour's
 * record goes on with what it did meanwhile, and the next suspicion takes twice the evidence.
 */
public final class Comparison {
  /** The provider's id. */
  public static final String ID = "comparison";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private Comparison() {}

  /** Starts a comparison of error rates. */
  public static Comparison withOldColour() {
    return new Comparison();
  }

  /**
   * Sets by which share of requests more than the old colour's the new one may fail; default 0.001.
   * Without a margin, however small, a difference that nobody cares for would be found some day.
   */
  public Comparison margin(double share) {
    return share("margin", share);
  }

  /**
   * Compares the share of requests that take longer than this as well, counted at the first bucket
   * boundary that is not below it; by default only errors are compared. One hundredth more than the
   * old colour's may be slow.
   */
  public Comparison latency(Duration longerThan) {
    settings.put("latency", Checks.positive(longerThan, "latency").toString());
    return this;
  }

  /**
   * Compares latency like {@link #latency(Duration)}, with another margin.
   *
   * @param margin by which share more requests than the old colour's may be slow, such as 0.01
   */
  public Comparison latency(Duration longerThan, double margin) {
    return latency(longerThan).share("slow-margin", margin);
  }

  /** Sets how likely a rollback without a reason may be, over the whole soak; default 0.01. */
  public Comparison falseAlarms(double share) {
    return share("false-alarms", share);
  }

  /**
   * Sets how much worse than allowed a colour is that must not pass: the soak ends well only when
   * that is excluded with 95 % confidence; default 0.01.
   */
  public Comparison detect(double share) {
    return share("detect", share);
  }

  /** Sets how many requests the old colour's record needs; default 20. */
  public Comparison minRequests(int requests) {
    Checks.argument(requests > 0, "min requests", requests, "must be at least 1");
    settings.put("min-requests", Integer.toString(requests));
    return this;
  }

  private Comparison share(String key, double share) {
    Checks.argument(
        share > 0 && share < 1, key, share, "must be a share between 0 and 1, such as 0.01");
    settings.put(key, Double.toString(share));
    return this;
  }

  /** Returns the settings for a spec. */
  public Extension extension() {
    return new Extension(Extension.Kind.POLICY, ID, settings);
  }
}
