package io.verdigris.judging;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.spi.Counters;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Series series = new Series();

  @Test
  void the_first_reading_is_the_baseline_and_not_counted() {
    add(0, Map.of("a", counters(1000, 7)));
    add(1, Map.of("a", counters(1010, 8)));

    assertThat(series.all().requests()).isEqualTo(10);
    assertThat(series.all().errors()).isEqualTo(1);
  }

  @Test
  void a_pod_that_restarts_or_comes_later_counts_from_zero() {
    add(0, Map.of("a", counters(100, 0)));
    add(1, Map.of("a", counters(5, 0), "b", counters(20, 2)));

    assertThat(series.all().requests()).isEqualTo(25);
    assertThat(series.all().errors()).isEqualTo(2);
  }

  @Test
  void a_pod_that_is_missing_for_a_while_is_counted_when_it_is_back() {
    add(0, Map.of("a", counters(0, 0), "b", counters(0, 0)));
    add(1, Map.of("a", counters(10, 0)));
    add(2, Map.of("a", counters(20, 0), "b", counters(20, 0)));

    assertThat(series.all().requests()).isEqualTo(40);
  }

  @Test
  void the_latest_window_is_as_short_as_its_conditions_allow() {
    for (int second = 0; second <= 60; second++) {
      add(second, Map.of("a", counters(second * 10L, second < 50 ? 0 : second - 50)));
    }

    assertThat(series.latest(Duration.ofSeconds(10), 50).requests()).isEqualTo(100);
    assertThat(series.latest(Duration.ofSeconds(10), 50).errors()).isEqualTo(10);
    assertThat(series.latest(Duration.ofSeconds(1), 300).length())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(series.latest(Duration.ofMinutes(5), 1).length()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void what_followed_each_reading_is_told_longest_first() {
    for (int second = 0; second <= 4; second++) {
      add(second, Map.of("a", counters(second * 10L, second)));
    }

    assertThat(series.suffixes()).extracting(Window::requests).containsExactly(40L, 30L, 20L, 10L);
  }

  @Test
  void what_was_counted_before_the_first_reading_is_told_apart() {
    add(0, Map.of("a", counters(1000, 7), "b", counters(500, 1)));
    add(1, Map.of("a", counters(1010, 8), "b", counters(500, 1)));

    assertThat(series.before(pod -> true).requests()).isEqualTo(1500);
    assertThat(series.before("a"::equals).errors()).isEqualTo(7);
    assertThat(series.all().requests()).isEqualTo(10);
  }

  @Test
  void stretches_are_even_and_add_up() {
    for (int second = 0; second <= 100; second++) {
      add(second, Map.of("a", counters(second * 10L, 0)));
    }

    assertThat(series.stretches(16)).hasSize(16);
    assertThat(Windows.sum(series.stretches(16))).isEqualTo(series.all());
    assertThat(new Series().stretches(16)).isEmpty();
  }

  @Test
  void sums_survive_thinning_over_a_long_soak() {
    for (int second = 0; second <= 5000; second++) {
      add(second, Map.of("a", counters(second, 0)));
    }

    assertThat(series.all().requests()).isEqualTo(5000);
    assertThat(series.latest(Duration.ofSeconds(10), 1).requests()).isEqualTo(10);
  }

  private void add(long second, Map<String, Counters> reading) {
    series.add(NOON.plusSeconds(second), reading);
  }

  private static Counters counters(long requests, long errors) {
    return new Counters(requests, errors, new TreeMap<>(), OptionalLong.empty());
  }
}
