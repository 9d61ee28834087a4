package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutOutcome;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinesTest {
  @Test
  void an_event_takes_one_line_in_the_readers_time() {
    var event = Samples.event(0, Phase.DEPLOY, Type.WAITING, "0 of 2 pods\nare ready", Map.of());

    assertThat(Lines.of(event, ZoneId.of("+02:00")))
        .isEqualTo("05:04:05 web-17   DEPLOY           waiting: 0 of 2 pods are ready");
  }

  @Test
  void a_judgement_tells_its_verdict() {
    var event =
        Samples.event(
            0, Phase.MONITOR, Type.JUDGEMENT, "no request", Map.of("judgement", "ROLL_BACK"));

    assertThat(Lines.of(event, ZoneOffset.UTC)).endsWith("judgement roll_back: no request");
  }

  @Test
  void what_a_cluster_says_cannot_move_the_cursor() {
    assertThat(Lines.clean("a\u001b[2J\r\nb\u202ec\u009bd ä…")).isEqualTo("a [2J  b c d ä…");
  }

  @Test
  void a_refusal_lists_what_was_found() {
    var outcome =
        new RolloutOutcome.Rejected(
            "web",
            Optional.of(Colour.BLUE),
            "told by findings",
            List.of("a note"),
            List.of(
                new Finding("service", "web", "is headless", "give it an address"),
                new Finding("image", "x", "is none", "give one")));

    assertThat(Lines.of(Samples.WEB, outcome))
        .containsExactly(
            "web rejected: nothing was changed, because of",
            "  - service \"web\": is headless; give it an address",
            "  - image \"x\": is none; give one",
            "  live: blue",
            "  note: a note");
  }

  @Test
  void a_halt_says_where_to_look() {
    var outcome = new RolloutOutcome.Halted("web-17", Optional.empty(), "why", List.of());

    assertThat(Lines.of(Samples.WEB, outcome))
        .containsExactly(
            "web-17 halted: why",
            "  live: none that could be told",
            "  a person must look; verdigris status -n shop -s web says how it stands");
  }
}
