package io.verdigris;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryTest {
  private static final Entry ENTRY = Entry.of(URI.create("http://127.0.0.1:31000/"));

  @Test
  void by_default_ninety_connections_are_asked_for() {
    assertThat(ENTRY.detect()).isEqualTo(0.05);
    assertThat(ENTRY.confidence()).isEqualTo(0.99);
    assertThat(ENTRY.connections()).isEqualTo(90);
  }

  @ParameterizedTest
  @CsvSource({"0.05, 0.95, 59", "0.01, 0.99, 459", "0.5, 0.5, 1", "0.001, 0.9999, 9206"})
  void so_many_in_a_row_are_the_fewest_that_say_it(double share, double confidence, int expected) {
    Entry entry = ENTRY.detecting(share, confidence);

    assertThat(entry.connections()).isEqualTo(expected);
    assertThat(Math.pow(1 - share, expected)).isLessThanOrEqualTo(1 - confidence + 1e-12);
    assertThat(Math.pow(1 - share, expected - 1)).isGreaterThan(1 - confidence);
  }

  @Test
  void fewer_say_it_at_less_confidence() {
    assertThat(ENTRY.confidenceAfter(3)).isEqualTo(0.142625, within(1e-9));
    assertThat(ENTRY.confidenceAfter(90)).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void what_cannot_be_said_is_refused() {
    assertThatThrownBy(() -> ENTRY.detecting(0.0001, 0.99))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("entry detect must be a share from 0.001 to 0.5");
    assertThatThrownBy(() -> ENTRY.detecting(0.05, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("entry confidence must be from 0.5 to 0.9999");
    assertThatThrownBy(() -> ENTRY.detecting(Double.NaN, 0.99))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
