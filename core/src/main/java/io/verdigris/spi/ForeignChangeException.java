package io.verdigris.spi;

import io.verdigris.VerdigrisException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Says that someone else changed what the rollout relies on; it is never fought. */
public final class ForeignChangeException extends VerdigrisException {
  @Serial private static final long serialVersionUID = 1L;

  /** Makes one. */
  public ForeignChangeException(String message) {
    super(message);
  }

  /** Makes one with its cause. */
  public ForeignChangeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
