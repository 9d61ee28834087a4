package io.verdigris.testkit.cluster;

import java.time.Duration;
import java.util.Map;

/** Sees each request before the API server handles it, and may spoil it: faults for tests. */
@FunctionalInterface
public interface Interceptor {
  /**
   * Says what becomes of a request. Called on several threads.
   *
   * @return what to do; {@link #pass()} for most requests
   */
  Fate decide(ApiRequest request);

  /** Lets the request be handled as it should. */
  static Fate pass() {
    return new Fate.Pass();
  }

  /** Closes the connection; the request has no effect. */
  static Fate drop() {
    return new Fate.Drop(false);
  }

  /** Handles the request, then closes the connection without an answer. */
  static Fate applyAndDrop() {
    return new Fate.Drop(true);
  }

  /**
   * Answers without handling the request.
   *
   * @param status the HTTP status
   * @param headers the headers, such as {@code Retry-After}
   */
  static Fate answer(int status, Map<String, String> headers) {
    return new Fate.Answer(status, headers);
  }

  /** Waits before what comes then. */
  static Fate delay(Duration duration, Fate then) {
    return new Fate.Delay(duration, then);
  }

  /** What becomes of a request. */
  sealed interface Fate {
    /** It is handled. */
    record Pass() implements Fate {}

    /** Its connection is closed without an answer. */
    record Drop(boolean applied) implements Fate {}

    /** It is answered with a Status of this code. */
    record Answer(int status, Map<String, String> headers) implements Fate {
      /** Copies the headers. */
      public Answer {
        headers = Map.copyOf(headers);
      }
    }

    /** It waits. */
    record Delay(Duration duration, Fate then) implements Fate {}
  }

  /** Ends an interception when it is closed. */
  interface Interception extends AutoCloseable {
    @Override
    void close();
  }
}
