package io.verdigris;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrafficStepTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static RolloutSpec.Builder spec() {
    return RolloutSpec.builder("shop", "web").image("app", "web:2");
  }

  @Test
  void steps_rise_and_are_kept_in_order() {
    assertThat(spec().step(10, MINUTE).step(50, MINUTE).build().steps())
        .containsExactly(TrafficStep.of(10, MINUTE), TrafficStep.of(50, MINUTE));
    assertThatThrownBy(() -> spec().step(50, MINUTE).step(50, MINUTE).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weight of step 2");
  }

  @Test
  void a_step_is_more_than_nothing_and_less_than_all() {
    for (int weight : new int[] {-1, 0, 100}) {
      assertThatThrownBy(() -> spec().step(weight, MINUTE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be from 1 to 99");
    }
    assertThatThrownBy(() -> spec().step(10, Duration.ZERO))
        .hasMessageContaining("longer than zero");
  }

  @Test
  void an_overlap_stands_alone() {
    assertThat(spec().overlap(MINUTE).build().steps()).containsExactly(TrafficStep.overlap(MINUTE));
    assertThatThrownBy(() -> spec().overlap(MINUTE).step(10, MINUTE).build())
        .hasMessageContaining("an overlap stands alone");
    assertThatThrownBy(() -> spec().step(10, MINUTE).overlap(MINUTE).build())
        .hasMessageContaining("an overlap stands alone");
  }
}
