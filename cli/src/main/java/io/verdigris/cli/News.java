package io.verdigris.cli;

import io.verdigris.RolloutStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Tells what is worth a line: all that is new at once, but figures in what is waited for, which
 * change at every look, only twice a minute. So often something is told in any case, as a sign of
 * life.
 */
final class News {
  private static final Duration BETWEEN_FIGURES = Duration.ofSeconds(30);

  private String told = "";
  private String figures = "";
  private Instant at = Instant.EPOCH;

  /** Tells whether this is new, and takes it for told. */
  boolean is(RolloutStatus status, Instant now) {
    String all = JsonObjects.status(status).toString();
    String plain = all.replaceAll("\\d+", "#");
    boolean known = plain.equals(told) && Objects.equals(kept(status), figures);
    boolean due = !now.isBefore(at.plus(BETWEEN_FIGURES));
    if (known && !due) {
      return false;
    }
    told = plain;
    figures = kept(status);
    at = now;
    return true;
  }

  /** The figures that are news at once. */
  private static String kept(RolloutStatus status) {
    return status.epoch() + " " + status.rollout() + " " + status.since() + " " + status.colours();
  }
}
