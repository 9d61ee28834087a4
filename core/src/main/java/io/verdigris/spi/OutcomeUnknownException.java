package io.verdigris.spi;

import io.verdigris.VerdigrisException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Says that a write may or may not have happened, now or later. */
public final class OutcomeUnknownException extends VerdigrisException {
  @Serial private static final long serialVersionUID = 1L;

  /** Makes one. */
  public OutcomeUnknownException(String message) {
    super(message);
  }

  /** Makes one with its cause. */
  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
