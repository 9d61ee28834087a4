package io.verdigris.notifications;

import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/**
 * What a receiver answered.
 *
 * @param what the status or what came instead, without anything of the body
 * @param delivered whether it has taken the notification
 * @param again whether trying again may help
 * @param after how long the receiver wants to be left alone first, at most one minute
 */
record Answer(String what, boolean delivered, boolean again, Duration after) {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  /** No answer at all. */
  static Answer none(String what) {
    return new Answer(what, false, true, Duration.ZERO);
  }

  static Answer of(HttpResponse<?> response, Instant now) {
    int status = response.statusCode();
    Duration after =
        response
            .headers()
            .firstValue("Retry-After")
            .map(text -> after(text, now))
            .orElse(Duration.ZERO);
    return new Answer(
        "HTTP " + status,
        status >= 200 && status < 300,
        status >= 500 || PASSING.contains(status),
        after);
  }

  /** Reads seconds or a date (RFC 9110, 10.2.3); what is neither counts as nothing. */
  static Duration after(String text, Instant now) {
    Duration after =
        text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : until(text, now);
    if (after.isNegative()) {
      return Duration.ZERO;
    }
    return after.compareTo(LONGEST) > 0 ? LONGEST : after;
  }

  private static Duration until(String date, Instant now) {
    try {
      return Duration.between(
          now, ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  /** Returns why it failed after so many tries; empty when it did not. */
  Optional<String> failure(int attempts) {
    return delivered
        ? Optional.empty()
        : Optional.of(what + (again ? ", at the last of " + attempts + " tries" : ""));
  }
}
