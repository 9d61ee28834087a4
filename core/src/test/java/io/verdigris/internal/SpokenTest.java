package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpokenTest {
  @Test
  void durations_read_as_people_write_them() {
    assertThat(Spoken.of(Duration.ZERO)).isEqualTo("0s");
    assertThat(Spoken.of(Duration.ofMillis(40))).isEqualTo("40ms");
    assertThat(Spoken.of(Duration.ofSeconds(8))).isEqualTo("8s");
    assertThat(Spoken.of(Duration.ofMillis(2_050))).isEqualTo("2.05s");
    assertThat(Spoken.of(Duration.ofMinutes(5))).isEqualTo("5m");
    assertThat(Spoken.of(Duration.ofMinutes(90))).isEqualTo("1h30m");
    assertThat(Spoken.of(Duration.ofHours(25).plusSeconds(1))).isEqualTo("25h1s");
  }
}
