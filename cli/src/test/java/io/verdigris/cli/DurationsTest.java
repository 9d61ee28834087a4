package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "10m, PT10M",
    "1h30m, PT1H30M",
    "1.5h, PT1H30M",
    "0.001s, PT0.001S",
    "2d, PT48H",
    "0, PT0S",
    "0s, PT0S",
    "PT1H30M, PT1H30M",
    "pt5s, PT5S",
    "' 5M ', PT5M",
  })
  void durations_are_read_as_people_write_them(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 s", "5x", "1h-5m", "PT", "five", "1..5s", "٣s"})
  void what_is_none_is_refused_with_examples(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"" + text + "\" is no duration; give such as 500ms, 30s, 10m or 1h30m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5s", "PT-5S", "-PT5S", "-1"})
  void time_does_not_run_back(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("must not be below zero");
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999h", "4000d", "PT9999999999H"})
  void nobody_waits_for_ever(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("longer than ten years");
  }

  @ParameterizedTest
  @CsvSource({"PT0.04S, 0s", "PT0.4S, 0.4s", "PT12S, 12s", "PT4M5S, 4m05s", "PT1H2M3S, 1h02m"})
  void durations_are_written_short(Duration duration, String text) {
    assertThat(Durations.text(duration)).isEqualTo(text);
  }
}
