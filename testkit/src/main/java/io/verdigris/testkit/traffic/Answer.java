package io.verdigris.testkit.traffic;

import java.time.Instant;

/**
 * What came of one request.
 *
 * @param sent when it was sent
 * @param at when its answer was complete, or when it failed
 * @param status the HTTP status; 0 without an answer
 * @param pod the answer's header {@code X-Pod}; empty without one
 * @param version the answer's header {@code X-Version}; empty without one
 * @param problem why there was no answer; empty with one
 * @param repeated whether it was sent a second time on a new connection, because the kept one had
 *     been closed before any of the answer came
 */
public record Answer(
    Instant sent,
    Instant at,
    int status,
    String pod,
    String version,
    String problem,
    boolean repeated) {

  /** Tells whether a client would call it a failure: no answer, or a status of 500 or more. */
  public boolean failed() {
    return !answered() || status >= 500;
  }

  /** Tells whether there was an answer of whatever status. */
  public boolean answered() {
    return problem.isEmpty();
  }
}
