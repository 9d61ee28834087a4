package io.verdigris.testkit.simulation;

/** What goes wrong at one request to the API server. */
public enum Fault {
  /** Nothing. */
  NONE,
  /** The process dies before the request is sent. */
  DIES_BEFORE,
  /** The process dies once the request has had its effect. */
  DIES_AFTER,
  /** The connection is refused: the request is known not to have been sent. */
  REFUSED,
  /** The request is lost; its sender waits out its time limit. */
  REQUEST_LOST,
  /** The request has its effect, but its answer is lost; its sender waits out its time limit. */
  ANSWER_LOST,
  /** The connection is reset at once, although the request has its effect. */
  RESET_AFTER,
  /** Its sender waits out its time limit; the request has its effect up to 30 s after that. */
  APPLIED_LATE,
  /** The server answers 409 without having done anything. */
  CONFLICT,
  /** The server answers 422 without having done anything. */
  UNPROCESSABLE,
  /** The server answers 403 without having done anything. */
  FORBIDDEN,
  /** The server answers 429 with a Retry-After. */
  TOO_MANY_REQUESTS,
  /** The server answers 500 without having done anything. */
  SERVER_ERROR,
  /** The server has done what it was asked for, but answers 504. */
  GATEWAY_TIMEOUT,
  /** The server answers 503 with a Retry-After. */
  UNAVAILABLE,
  /** The process stands still before the request is sent, for longer than its Lease. */
  FREEZES,
  /** The process stands still before the request is sent, and dies then. */
  FREEZES_AND_DIES,
  /** Another process tries to take the rollout over, although this one lives. */
  RIVAL,
  /** Somebody moves the selector to the other colour just before the request. */
  TRAFFIC_MOVED;

  /** Tells whether a real server and network can do this to such a request. */
  public boolean fits(Call call) {
    return switch (this) {
      case CONFLICT, UNPROCESSABLE -> call.verb().equals("PUT") || call.verb().equals("PATCH");
      case APPLIED_LATE, GATEWAY_TIMEOUT, RESET_AFTER -> call.isWrite();
      // between the last look at the selector and the write that follows nobody can see a change
      case TRAFFIC_MOVED -> !call.about().startsWith("deployments/") || !call.isWrite();
      default -> true;
    };
  }

  /** Tells whether the process ends by it. */
  public boolean isDeath() {
    return this == DIES_BEFORE || this == DIES_AFTER || this == FREEZES_AND_DIES;
  }
}
