package io.verdigris.spi;

/**
 * What a hook did.
 *
 * @param summary in a sentence
 * @param note what the rollout's outcome shall tell of it; empty for nothing
 */
public record HookResult(String summary, String note) {
  /** Makes a result that the outcome does not tell of. */
  public HookResult(String summary) {
    this(summary, "");
  }
}
