package io.verdigris;

import java.io.Serial;

/** Says which extension was wanted, which were found and what to add. */
public final class ProviderSelectionException extends VerdigrisException {
  @Serial private static final long serialVersionUID = 1L;

  /** Makes one. */
  public ProviderSelectionException(String message) {
    super(message);
  }
}
