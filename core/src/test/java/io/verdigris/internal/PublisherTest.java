package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private final List<RolloutEvent> told = new ArrayList<>();
  private final Publisher publisher = new Publisher(List.of(told::add));

  @Test
  void a_long_soak_is_told_but_only_its_latest_samples_are_kept() {
    publish(Type.PHASE, 0);
    for (int i = 1; i <= 500; i++) {
      publish(Type.SAMPLE, i);
    }

    assertThat(told).hasSize(501);
    assertThat(publisher.events()).hasSize(11).first().isEqualTo(told.get(0));
    assertThat(publisher.events()).endsWith(told.get(500));
  }

  @Test
  void of_everything_else_the_latest_thousand_are_kept() {
    for (int i = 0; i < 1_500; i++) {
      publish(i % 2 == 0 ? Type.SAMPLE : Type.DONE, i);
    }
    for (int i = 0; i < 600; i++) {
      publish(Type.DONE, i);
    }

    assertThat(publisher.events()).hasSize(1_000);
  }

  private void publish(Type type, int second) {
    publisher.publish(
        RolloutEvent.of(
            Samples.NOON.plusSeconds(second),
            "web-7",
            new Application("shop", "web"),
            Phase.MONITOR,
            type,
            "",
            Map.of()));
  }
}
