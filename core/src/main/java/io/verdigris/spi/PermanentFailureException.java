package io.verdigris.spi;

import io.verdigris.VerdigrisException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Says that trying again cannot help, such as a right that is missing. */
public final class PermanentFailureException extends VerdigrisException {
  @Serial private static final long serialVersionUID = 1L;

  /** Makes one. */
  public PermanentFailureException(String message) {
    super(message);
  }

  /** Makes one with its cause. */
  public PermanentFailureException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
