package io.verdigris.spi;

import io.verdigris.VerdigrisException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Says that another process has taken the application over: this one stops at once. */
public final class OwnershipLostException extends VerdigrisException {
  @Serial private static final long serialVersionUID = 1L;

  /** Makes one. */
  public OwnershipLostException(String message) {
    super(message);
  }

  /** Makes one with its cause. */
  public OwnershipLostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
