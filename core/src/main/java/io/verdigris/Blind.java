package io.verdigris;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The ways in which nothing can be told of the new colour. None of them ever counts as good; what
 * is done when one lasts is told by a {@link BlindRule}.
 */
public enum Blind {
  /** It was read and has served no request; held by default, for that is no fault of its own. */
  NO_TRAFFIC(Optional.empty()),
  /**
   * The source answers, but has no series of it; by default it goes back after two minutes, since
   * the old colour's were there.
   */
  MISSING(Optional.of(Duration.ofMinutes(2))),
  /**
   * The source does not answer; held by default, for that tells nothing of the colour, and the old
   * one could not be seen either.
   */
  FAILED(Optional.empty()),
  /**
   * The source answers, but some of its ready pods, or all, cannot be read; by default it goes back
   * after two minutes in which one and the same pod could not.
   */
  UNREADABLE(Optional.of(Duration.ofMinutes(2)));

  private final Optional<Duration> rollBackAfter;

  Blind(Optional<Duration> rollBackAfter) {
    this.rollBackAfter = rollBackAfter;
  }

  /** Returns what is done unless something else is asked for. */
  public BlindRule rule() {
    return new BlindRule(rollBackAfter);
  }

  /** Returns its name in lower case with hyphens, such as {@code no-traffic}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the one of this label; empty when there is none. */
  public static Optional<Blind> ofLabel(String label) {
    return Arrays.stream(values()).filter(blind -> blind.label().equals(label)).findFirst();
  }
}
