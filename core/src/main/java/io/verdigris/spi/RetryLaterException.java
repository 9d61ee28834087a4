package io.verdigris.spi;

import io.verdigris.VerdigrisException;
import java.io.Serial;
import java.time.Duration;

/** Says that the other side asked to be called again later, as by {@code Retry-After}. */
public final class RetryLaterException extends VerdigrisException {
  @Serial private static final long serialVersionUID = 1L;
  private final Duration after;

  /** Makes one. */
  public RetryLaterException(String message, Duration after) {
    super(message);
    this.after = after;
  }

  /** Returns how long to wait at least. */
  public Duration after() {
    return after;
  }
}
