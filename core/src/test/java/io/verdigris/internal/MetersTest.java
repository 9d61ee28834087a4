package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.verdigris.Phase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Meters meters = new Meters(registry);

  @Test
  void two_orchestrators_of_one_registry_share_the_count_of_active_rollouts() {
    var one = meters.began();
    var unused = new Meters(registry).began();

    assertThat(registry.get("verdigris.rollouts.active").longTaskTimer().activeTasks())
        .isEqualTo(2);
    meters.ended(one, "halted");
    assertThat(registry.get("verdigris.rollouts.active").longTaskTimer().activeTasks())
        .isEqualTo(1);
    assertThat(registry.get("verdigris.rollouts").tag("outcome", "halted").counter().count())
        .isEqualTo(1);
  }

  @Test
  void phases_switches_and_retries_are_told_apart_by_their_tags() {
    meters.phase(Phase.ROLL_BACK, Duration.ofSeconds(2));
    meters.moved(false, Duration.ofMillis(30));
    meters.retried("save");

    assertThat(
            registry
                .get("verdigris.phase")
                .tag("phase", "roll_back")
                .timer()
                .totalTime(TimeUnit.SECONDS))
        .isEqualTo(2);
    assertThat(registry.get("verdigris.switch").tag("direction", "back").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("verdigris.retries").tag("call", "save").counter().count())
        .isEqualTo(1);
  }
}
