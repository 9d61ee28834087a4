package io.verdigris.spi;

import java.time.Duration;
import java.util.function.Function;

/**
 * How far an extension is with what it was asked for.
 *
 * @param <T> what it answers when it is done
 */
public sealed interface Progress<T> {
  /** The most characters of a memo. */
  int LONGEST_MEMO = 1000;

  /** It is so. */
  record Done<T>(T value) implements Progress<T> {}

  /**
   * It is not so yet.
   *
   * @param reason what is waited for, in a few words that stay the same while nothing changes
   * @param checkAgain when to ask again at the latest; longer than zero
   * @param memo a small text that comes back with the next call, at most {@value
   *     Progress#LONGEST_MEMO} characters; empty when there is none
   */
  record Waiting<T>(String reason, Duration checkAgain, String memo) implements Progress<T> {
    /** Checks that asking again takes time. */
    public Waiting {
      if (checkAgain.isNegative() || checkAgain.isZero()) {
        throw new IllegalArgumentException(
            "checkAgain must be longer than zero, but is " + checkAgain);
      }
    }
  }

  /** It will not become so by waiting. */
  record Failed<T>(String reason) implements Progress<T> {}

  /** Returns that it is done, with nothing to tell. */
  static Progress<Nothing> done() {
    return new Done<>(Nothing.NOTHING);
  }

  /** Returns that it is done. */
  static <T> Progress<T> done(T value) {
    return new Done<>(value);
  }

  /** Returns that it is not done yet. */
  static <T> Progress<T> waiting(String reason, Duration checkAgain) {
    return new Waiting<>(reason, checkAgain, "");
  }

  /** Returns that it is not done yet, with a memo for the next call. */
  static <T> Progress<T> waiting(String reason, Duration checkAgain, String memo) {
    return new Waiting<>(reason, checkAgain, memo);
  }

  /** Returns that it failed for good. */
  static <T> Progress<T> failed(String reason) {
    return new Failed<>(reason);
  }

  /** Applies the function for this answer. */
  default <R> R fold(
      Function<Done<T>, R> done, Function<Waiting<T>, R> waiting, Function<Failed<T>, R> failed) {
    if (this instanceof Done<T> d) {
      return done.apply(d);
    } else if (this instanceof Waiting<T> w) {
      return waiting.apply(w);
    } else {
      return failed.apply((Failed<T>) this);
    }
  }

  /** The only value of an answer that tells nothing. */
  enum Nothing {
    /** Nothing. */
    NOTHING
  }
}
