package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GoDurationTest {
  @Test
  void durations_are_read_as_go_reads_them() {
    assertThat(GoDuration.parse("200ms")).hasValue(Duration.ofMillis(200));
    assertThat(GoDuration.parse("1m30.5s")).hasValue(Duration.ofMillis(90_500));
    assertThat(GoDuration.parse("-1h")).hasValue(Duration.ofHours(-1));
    assertThat(GoDuration.parse("0")).hasValue(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "1 s", "1d", "1e3s"})
  void what_is_none_is_refused(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }
}
