package io.verdigris;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The base of what Verdigris throws: misuse, wiring, and what an extension could not do. */
public class VerdigrisException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Makes one with a message that says what to do. */
  public VerdigrisException(String message) {
    super(message);
  }

  /** Makes one with a message that says what to do, and its cause. */
  public VerdigrisException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
