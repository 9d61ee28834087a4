package io.verdigris.kubernetes;

/**
 * What became of a patch.
 *
 * @param <T> the kind of object
 */
public sealed interface PatchResult<T> {
  /**
   * It was applied.
   *
   * @param object the object as it is now
   */
  record Applied<T>(T object) implements PatchResult<T> {}

  /**
   * A test in it failed, or the result is not valid; nothing was changed. A question rather than an
   * error: read the object and look.
   *
   * @param message what the server said
   */
  record Refused<T>(String message) implements PatchResult<T> {}

  /** The object is not there. */
  record NotFound<T>() implements PatchResult<T> {}
}
