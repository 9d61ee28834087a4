package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Sample.AsOf;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TogetherTest {
  private static final Instant NOW = Samples.NOON;
  private static final Sample DOWN = new Sample.Failed("connection refused");
  private static final Environment PODS =
      new Environment(
          Colour.GREEN,
          "web-green",
          8080,
          2,
          Stream.of("a", "b").map(name -> new Environment.Pod(name, "10.0.0.1")).toList());

  private final Together together = new Together();

  private static Sample value(Map<String, Long> requests) {
    return value(requests, NOW, Map.of());
  }

  private static Sample value(
      Map<String, Long> requests, Instant at, Map<String, String> unreadable) {
    var pods = new HashMap<String, Counters>();
    requests.forEach((pod, count) -> pods.put(pod, Scene.counters(count, count / 10)));
    return new Sample.Value(pods, AsOf.at(at), unreadable);
  }

  private Sample of(Sample... samples) {
    return together.of(List.of(samples), PODS);
  }

  private Map<String, Long> requests(Sample... samples) {
    var requests = new HashMap<String, Long>();
    ((Sample.Value) of(samples))
        .pods()
        .forEach((pod, counters) -> requests.put(pod, counters.requests()));
    return requests;
  }

  @Test
  void of_each_pod_the_counters_count_that_are_furthest() {
    assertThat(requests(value(Map.of("a", 100L, "b", 40L)), value(Map.of("a", 90L, "b", 50L))))
        .isEqualTo(Map.of("a", 100L, "b", 50L));
  }

  @Test
  void what_one_cannot_tell_another_does() {
    Sample half = value(Map.of("a", 100L), NOW, Map.of("b", "timed out"));

    assertThat(of(half, value(Map.of("b", 50L))))
        .isInstanceOfSatisfying(
            Sample.Value.class,
            value -> {
              assertThat(value.pods()).containsOnlyKeys("a", "b");
              assertThat(value.unreadable()).isEmpty();
            });
    assertThat(of(half, DOWN))
        .isInstanceOfSatisfying(
            Sample.Value.class,
            value -> assertThat(value.unreadable()).isEqualTo(Map.of("b", "timed out")));
  }

  @Test
  void a_source_that_ceases_to_tell_makes_no_counter_fall() {
    requests(value(Map.of("a", 100L)), value(Map.of("a", 90L)));

    assertThat(requests(DOWN, value(Map.of("a", 95L)))).isEqualTo(Map.of("a", 100L));
    assertThat(requests(DOWN, value(Map.of("a", 99L)))).isEqualTo(Map.of("a", 100L));
    assertThat(requests(DOWN, value(Map.of("a", 120L)))).isEqualTo(Map.of("a", 120L));
    assertThat(requests(DOWN, value(Map.of("a", 3L)))).as("began again").isEqualTo(Map.of("a", 3L));
  }

  @Test
  void counters_are_as_old_as_the_oldest_of_them() {
    Sample early = value(Map.of("a", 1L), NOW.minusSeconds(15), Map.of());

    assertThat(of(value(Map.of("a", 2L)), early))
        .isInstanceOfSatisfying(
            Sample.Value.class,
            value -> assertThat(value.asOf()).isEqualTo(new AsOf(NOW.minusSeconds(15), NOW)));
  }

  @Test
  void where_none_tells_no_traffic_stands_before_the_first_ones_reason() {
    assertThat(of(DOWN, new Sample.Missing("no series"))).isEqualTo(DOWN);
    assertThat(of(DOWN, new Sample.NoTraffic(AsOf.at(NOW)))).isInstanceOf(Sample.NoTraffic.class);
  }

  @Test
  void what_is_told_of_no_pod_by_its_name_cannot_be_put_together() {
    Sample edge = value(Map.of("web-green", 700L));

    assertThat(requests(value(Map.of("a", 100L)), edge)).isEqualTo(Map.of("a", 100L));
    assertThat(of(edge, DOWN))
        .isInstanceOfSatisfying(
            Sample.Missing.class, missing -> assertThat(missing.reason()).contains("web-green"));
  }
}
