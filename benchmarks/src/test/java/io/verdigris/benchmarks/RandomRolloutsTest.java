package io.verdigris.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.simulation.RandomRollouts;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Some hundreds of drawn worlds; {@code -Dseed=N} plays the world of that seed alone. */
class RandomRolloutsTest {
  private static final int WORLDS = 400;
  private static final String SEED = "seed";

  private final RandomRollouts rollouts = new RandomRollouts(UnaryOperator.identity());

  @Test
  void whatever_is_drawn_nothing_is_broken() {
    List<RandomRollouts.Result> results =
        System.getProperty(SEED) == null
            ? rollouts.play(1, WORLDS).toList()
            : List.of(rollouts.play(Long.getLong(SEED)));
    var broken = results.stream().filter(r -> !r.wrong().isEmpty()).toList();

    assertThat(results).isNotEmpty();
    assertThat(broken.stream().map(r -> "-Dseed=" + r.seed() + " " + r.story() + " " + r.wrong()))
        .as(() -> broken.isEmpty() ? "" : broken.get(0).trace())
        .isEmpty();
  }

  @Test
  void the_same_seed_gives_the_same_course_of_events() {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(rollouts.replay(seed).trace()).isEqualTo(rollouts.replay(seed).trace());
    }
  }
}
