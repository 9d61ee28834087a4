package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutOutcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextOutputTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final TextOutput output =
      new TextOutput(new PrintStream(out, true, StandardCharsets.UTF_8), ZoneOffset.UTC);

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void samples_come_no_oftener_than_people_read() {
    for (int second = 0; second < 60; second += 2) {
      output.onEvent(Samples.sample(second, second, 0));
    }

    assertThat(lines()).hasSize(2);
    assertThat(lines().get(1)).contains("30 requests, 0 failed");
  }

  @Test
  void the_same_wait_is_told_once() {
    var waiting = Samples.event(0, Phase.DEPLOY, Type.WAITING, "pods", Map.of());
    output.onEvent(waiting);
    output.onEvent(waiting);

    assertThat(lines()).hasSize(1);
  }

  @Test
  void the_end_is_told_once() {
    output.onEvent(Samples.phase(0, Phase.PROMOTED));
    output.onEvent(Samples.event(0, Phase.PROMOTED, Type.OUTCOME, "promoted: it is", Map.of()));
    output.ended(
        Samples.WEB,
        new RolloutOutcome.Promoted("web-17", Optional.of(Colour.GREEN), "it is", List.of()));

    assertThat(lines()).containsExactly("web-17 promoted: it is", "  live: green");
  }
}
