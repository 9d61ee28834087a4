package io.verdigris.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 7",
        "0 | 0",
        "3600 | 60",
        "Sun, 01 Mar 2026 12:00:20 GMT | 20",
        "Sun, 01 Mar 2026 11:00:00 GMT | 0",
        "Mon, 02 Mar 2026 12:00:00 GMT | 60",
        "-5 | 0",
        "soon | 0",
        "99999999999999999999 | 0"
      })
  void retry_after_is_seconds_or_a_date_and_at_most_a_minute(String text, int seconds) {
    assertThat(Answer.after(text, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void how_often_it_was_tried_is_told_where_more_tries_could_have_helped() {
    assertThat(Answer.none("ConnectException").failure(5))
        .contains("ConnectException, at the last of 5 tries");
    assertThat(new Answer("HTTP 404", false, false, Duration.ZERO).failure(1)).contains("HTTP 404");
    assertThat(new Answer("HTTP 200", true, false, Duration.ZERO).failure(1)).isEmpty();
  }
}
