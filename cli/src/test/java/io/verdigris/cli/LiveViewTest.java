package io.verdigris.cli;

import static io.verdigris.cli.Samples.START;
import static io.verdigris.cli.Samples.phase;
import static io.verdigris.cli.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private static final LiveView VIEW = new LiveView(Optional.of(Duration.ofMinutes(30)));

  private static LiveState after(RolloutEvent... events) {
    return Stream.of(events)
        .reduce(LiveState.of(Samples.WEB), LiveState::with, (first, last) -> last);
  }

  private static List<String> drawn(LiveState state, long second) {
    return VIEW.draw(state, START.plusSeconds(second)).stream()
        .map(line -> line.render(80, false).stripTrailing())
        .toList();
  }

  @Test
  void before_anything_is_known_all_phases_lie_ahead() {
    assertThat(drawn(after(), 0))
        .startsWith("web  shop/web", "", "    ADMIT", "    PREPARE")
        .contains("    blue   -", "    green  -", "    no requests counted");
  }

  @Test
  void phases_show_their_times_and_the_colours_their_pods() {
    LiveState state =
        after(
                phase(0, Phase.ADMIT),
                phase(1, Phase.PREPARE),
                phase(3, Phase.DEPLOY),
                Samples.event(
                    4, Phase.DEPLOY, Type.WAITING, "1 of 3 pods of web-green are ready", Map.of()))
            .with(Samples.status(Optional.of(Phase.DEPLOY), true));

    assertThat(drawn(state, 70))
        .containsExactly(
            "web-17  shop/web  1m10s",
            "",
            "  + ADMIT            1s",
            "  + PREPARE          2s",
            "  > DEPLOY           1m07s",
            "    VERIFY",
            "    PROMOTE",
            "    CONFIRM",
            "    MONITOR",
            "    DECOMMISSION",
            "    PROMOTED",
            "",
            "  * blue   3/3 ready   live, epoch 4  shop/web:1",
            "    green  1/3 ready                  shop/web:2 shop/log:5",
            "    no requests counted",
            "",
            "  waiting: 1 of 3 pods of web-green are ready");
  }

  @Test
  void the_soak_tells_how_long_it_takes_and_what_green_answers() {
    LiveState state =
        after(
            phase(0, Phase.MONITOR),
            sample(0, 1000, 0),
            sample(2, 1400, 0),
            sample(4, 1800, 4),
            sample(12, 3400, 4),
            sample(14, 3800, 4));

    assertThat(drawn(state, 14))
        .contains("  > MONITOR          14s of 30m")
        .contains("    200.0 requests/s, 0.00 % failed  (3800 requests, 4 failed)");
  }

  @Test
  void counters_that_begin_anew_count_from_there() {
    LiveState state =
        after(phase(0, Phase.MONITOR), sample(0, 900, 90), sample(2, 10, 0), sample(4, 30, 2));

    assertThat(drawn(state, 4))
        .contains("    10.0 requests/s, 10.00 % failed  (30 requests, 2 failed)");
  }

  @Test
  void samples_without_an_answer_are_no_figures() {
    var none =
        Samples.event(0, Phase.MONITOR, Type.SAMPLE, "", Map.of("requests", "0", "answer", "none"));

    assertThat(drawn(after(phase(0, Phase.MONITOR), none, none), 4))
        .contains("    no requests counted");
  }

  @Test
  void a_switch_moves_the_mark_of_the_live_colour() {
    LiveState state =
        after(
            phase(0, Phase.PROMOTE),
            Samples.event(
                0, Phase.PROMOTE, Type.SWITCHED, "moved", Map.of("live", "green", "epoch", "7")));

    assertThat(drawn(state, 1)).contains("  * green  -           live, epoch 7");
  }

  @Test
  void the_way_back_marks_what_failed_and_shows_what_is_left() {
    LiveState state =
        after(phase(0, Phase.CONFIRM), phase(1, Phase.MONITOR), phase(9, Phase.ROLL_BACK));

    assertThat(drawn(state, 10))
        .containsSequence(
            "  + CONFIRM          1s",
            "  x MONITOR          8s",
            "  > ROLL_BACK        1s",
            "    CONFIRM_ROLLBACK",
            "    CLEAN_UP",
            "");
  }

  @Test
  void the_end_is_the_last_phase() {
    LiveState state = after(phase(0, Phase.CLEAN_UP), phase(2, Phase.ROLLED_BACK));

    assertThat(drawn(state, 10)).containsSequence("  + CLEAN_UP         2s", "  = ROLLED_BACK", "");
  }

  @Test
  void lines_are_cut_to_the_terminal_and_coloured_only_where_asked_for() {
    StyledLine line = StyledLine.of("  ").and("green", StyledLine.Style.GREEN).and(" is ready");

    assertThat(line.render(9, false)).isEqualTo("  green i");
    assertThat(line.render(5, true)).isEqualTo("  \u001b[32mgre\u001b[0m");
    assertThat(line.render(2, true)).isEqualTo("  ");
  }
}
