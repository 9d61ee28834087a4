package io.verdigris;

import java.time.Duration;

/** Argument checks at the border, all with the same shape of message: field, rule, value. */
final class Checks {
  private Checks() {}

  static void argument(boolean holds, String field, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(field + " " + rule + ", but is \"" + value + "\"");
    }
  }

  static Duration notNegative(Duration value, String field) {
    argument(!value.isNegative(), field, value, "must not be negative; 0s is the least");
    return value;
  }

  static Duration positive(Duration value, String field) {
    argument(
        !value.isNegative() && !value.isZero(),
        field,
        value,
        "must be longer than zero, such as 30s");
    return value;
  }
}
