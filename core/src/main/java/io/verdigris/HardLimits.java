package io.verdigris;

import java.time.Duration;
import java.util.TreeMap;

/**
 * Builds the settings of the built-in policy {@code hard-limits}: traffic goes back as soon as the
 * new colour's share of failed or of slow requests is shown to be above a limit, or its containers
 * restart too often.
 *
 * <p>A share is shown to be above by the latest window that is long enough and holds enough
 * requests, or by one of twice as many, and so on up to all since the switch: by that window's
 * lower confidence bound, which a share at the limit exceeds in less than one of 10,000 windows. So
 * a limit may be close to what the application does; a limit of 0 is exceeded by the first error.
 */
public final class HardLimits {
  /** The provider's id. */
  public static final String ID = "hard-limits";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private HardLimits() {}

  /** Starts limits; without any, only missing pods and restarts take traffic back. */
  public static HardLimits limits() {
    return new HardLimits();
  }

  /** Sets the highest share of failed requests, from 0 to 1. */
  public HardLimits maxErrorRate(double share) {
    Checks.argument(
        share >= 0 && share <= 1,
        "max error rate",
        share,
        "must be a share from 0 to 1, such as 0.01");
    settings.put("max-error-rate", Double.toString(share));
    return this;
  }

  /**
   * Sets that this share of requests must be answered within this time. Counted at the first bucket
   * boundary that is not below it, of the requests that the histogram holds.
   */
  public HardLimits maxLatency(double share, Duration within) {
    Checks.argument(
        share > 0 && share < 1,
        "max latency share",
        share,
        "must be between 0 and 1, such as 0.99");
    Checks.positive(within, "max latency");
    settings.put("latency-share", Double.toString(share));
    settings.put("latency", within.toString());
    return this;
  }

  /**
   * Sets how often containers of the new colour's pods may restart, all of them together, since the
   * switch; default 2, or a tenth of the replicas where that is more. Needs no source of metrics.
   */
  public HardLimits maxRestarts(int restarts) {
    Checks.argument(restarts >= 0, "max restarts", restarts, "must be at least 0");
    settings.put("max-restarts", Integer.toString(restarts));
    return this;
  }

  /** Sets how many requests a judgement needs; default 100. */
  public HardLimits minRequests(long requests) {
    Checks.argument(requests > 0, "min requests", requests, "must be at least 1");
    settings.put("min-requests", Long.toString(requests));
    return this;
  }

  /** Sets how far a judgement looks back at least; default 10 s. */
  public HardLimits window(Duration window) {
    settings.put("window", Checks.positive(window, "window").toString());
    return this;
  }

  /** Returns the settings for a spec. */
  public Extension extension() {
    return new Extension(Extension.Kind.POLICY, ID, settings);
  }
}
