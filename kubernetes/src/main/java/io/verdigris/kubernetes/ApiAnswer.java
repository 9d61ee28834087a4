package io.verdigris.kubernetes;

import io.verdigris.VerdigrisException;
import io.verdigris.spi.OutcomeUnknownException;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.RetryLaterException;
import java.time.Duration;
import java.util.Optional;

/**
 * What the API server answered.
 *
 * @param status the HTTP status
 * @param body the body
 * @param message the message of a failure; empty without one
 * @param retryAfter when the server asks to be called again
 */
record ApiAnswer(int status, String body, String message, Optional<Duration> retryAfter) {

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Tells whether the request was understood and turned down because of what it says. */
  boolean isRefusal() {
    return status == 422;
  }

  /** Tells whether another write came in between, or the object is there already. */
  boolean isConflict() {
    return status == 409;
  }

  /** Returns the exception that tells the engine what to do about this answer. */
  VerdigrisException failure(ApiTarget target) {
    String told = "the API server answered " + status + " to " + target + ": " + message;
    if (retryAfter.isPresent()) {
      return new RetryLaterException(told, retryAfter.get());
    }
    return switch (status) {
      case 403 -> new PermanentFailureException(forbidden(target));
      case 400, 404, 405, 409, 413, 415, 422 -> new PermanentFailureException(told);
      case 500, 502, 504 ->
          target.isWrite() ? new OutcomeUnknownException(told) : new VerdigrisException(told);
      default -> new VerdigrisException(told);
    };
  }

  private String forbidden(ApiTarget target) {
    if (!message.contains("cannot")) {
      return "the API server forbids to " + target + ": " + message;
    }
    return "the right to "
        + target.verb()
        + " "
        + target.resource()
        + (target.group().isEmpty() ? "" : " of group " + target.group())
        + " in namespace "
        + target.namespace()
        + " is missing ("
        + message
        + "); add it to the Role that this process runs with";
  }
}
