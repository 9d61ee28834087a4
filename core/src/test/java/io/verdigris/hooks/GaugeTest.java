package io.verdigris.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaugeTest {
  private static final String PAGE =
      """
      # HELP open_total not this one
      # TYPE open gauge
      open{kind="websocket",path="/a{b} 7"} 3
      open{path="/b", kind="websocket"} 2.0 1712345678000
      open{kind="grpc"} 4
      open_total 99
      """;

  private static long sum(String gauge, String page) {
    return Gauge.parse(gauge).orElseThrow().sum(page);
  }

  @Test
  void all_series_of_the_name_are_added_up() {
    assertThat(sum("open", PAGE)).isEqualTo(9);
  }

  @Test
  void a_label_leaves_out_the_others() {
    assertThat(sum("open{kind=\"websocket\"}", PAGE)).isEqualTo(5);
    assertThat(sum("open{kind=\"web\"}", PAGE)).isZero();
  }

  @Test
  void a_metric_that_is_only_described_has_no_series_yet() {
    assertThat(sum("open", "# TYPE open gauge\n")).isZero();
  }

  @Test
  void a_metric_that_the_page_does_not_know_is_not_taken_for_none() {
    assertThatThrownBy(() -> sum("open", "# TYPE opened gauge\nopened 0\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("has no metric open");
  }

  @ParameterizedTest
  @ValueSource(strings = {"open NaN", "open many", "open{kind=\"a 5", "open +Inf"})
  void a_series_without_a_number_is_not_taken_for_none(String line) {
    assertThatThrownBy(() -> sum("open", line)).hasMessageContaining(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "open{}", "open{kind=websocket}", "sum(open)", "open connections"})
  void what_is_no_gauge_is_refused(String text) {
    assertThat(Gauge.parse(text)).isEmpty();
  }
}
