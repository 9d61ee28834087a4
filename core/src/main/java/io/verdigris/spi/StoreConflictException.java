package io.verdigris.spi;

import io.verdigris.VerdigrisException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Says that the ledger has another version than expected. */
public final class StoreConflictException extends VerdigrisException {
  @Serial private static final long serialVersionUID = 1L;

  /** Makes one. */
  public StoreConflictException(String message) {
    super(message);
  }

  /** Makes one with its cause. */
  public StoreConflictException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
