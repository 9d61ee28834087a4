package io.verdigris.serve;

import java.io.Serial;

/** What is answered instead of what was asked for. */
final class Refusal extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;

  Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  static Refusal notFound() {
    return new Refusal(404, "nothing is here");
  }

  int status() {
    return status;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
