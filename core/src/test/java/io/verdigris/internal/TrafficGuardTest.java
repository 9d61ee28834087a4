package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.spi.ForeignChangeException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrafficGuardTest {

  @Test
  void traffic_is_read_when_it_was_seen_to_change_or_after_half_a_minute() {
    var scene = new Scene(Phase.MONITOR, Step.WATCH);
    TrafficGuard guard = scene.trafficGuard();
    guard.seen(scene.now());
    scene.after(Duration.ofSeconds(29)).guard(guard);
    assertThat(scene.looks).isZero();

    guard.changed();
    scene.guard(guard);
    assertThat(scene.looks).isEqualTo(1);
    scene.after(Duration.ofSeconds(30)).guard(guard);
    assertThat(scene.looks).isEqualTo(2);
  }

  @Test
  void it_is_read_only_when_it_was_seen_to_change_while_the_watch_is_known_to_work() {
    var scene = new Scene(Phase.MONITOR, Step.WATCH);
    TrafficGuard guard = scene.trafficGuard();
    scene.watching = true;
    scene.guard(guard);
    assertThat(scene.looks).isEqualTo(1);

    scene.after(Duration.ofMinutes(10)).guard(guard);
    assertThat(scene.looks).isEqualTo(1);
    guard.changed();
    scene.guard(guard);
    assertThat(scene.looks).isEqualTo(2);

    scene.watching = false;
    scene.after(Duration.ofSeconds(30)).guard(guard);
    assertThat(scene.looks).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"CONFIRM", "MONITOR", "DECOMMISSION"})
  void whoever_moves_it_after_the_switch_is_noticed_in_every_phase(Phase phase) {
    var scene = new Scene(phase, Step.of(phase).get(0));
    scene.traffic = Samples.traffic(Colour.BLUE, 9);

    assertThatThrownBy(() -> scene.guard(scene.trafficGuard()))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("selects blue at epoch 9");
  }
}
