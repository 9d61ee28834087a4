package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private static final Instant NOW = Samples.NOON;

  private final Restarts restarts = new Restarts();

  @Test
  void what_a_pod_has_behind_it_at_first_sight_is_the_baseline() {
    restarts.add(Map.of("a", 4, "b", 0), NOW);
    assertThat(restarts.sum()).isZero();

    restarts.add(Map.of("a", 5, "b", 2), NOW);
    assertThat(restarts.sum()).isEqualTo(3);
  }

  @Test
  void a_pod_that_comes_later_began_at_zero() {
    restarts.add(Map.of("a", 4), NOW);
    restarts.add(Map.of("a", 4, "b", 2), NOW);

    assertThat(restarts.sum()).isEqualTo(2);
  }

  @Test
  void a_pod_that_went_or_is_read_again_takes_nothing_back_and_counts_nothing_twice() {
    restarts.add(Map.of("a", 0, "b", 0), NOW);
    restarts.add(Map.of("a", 1, "b", 2), NOW);
    restarts.add(Map.of("a", 1), NOW);
    restarts.add(Map.of("a", 1, "b", 2), NOW);

    assertThat(restarts.sum()).isEqualTo(3);
  }

  @Test
  void pods_that_come_after_a_reading_of_none_began_at_zero() {
    restarts.add(Map.of(), NOW);
    restarts.add(Map.of("a", 1), NOW);

    assertThat(restarts.sum()).isEqualTo(1);
  }
}
