package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutStatus.Action;
import io.verdigris.RolloutStatus.Possible;
import io.verdigris.spi.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AwaitedTest {
  private static final Finding MISSING =
      new Finding("service", "shop/web", "does not exist", "create it");

  private static RolloutState at(Phase phase, UnaryOperator<RolloutSpec.Builder> more) {
    RolloutSpec.Builder spec =
        RolloutSpec.builder("shop", "web").image("app", "web:2").soak(Duration.ofMinutes(30));
    return Samples.at(more.apply(spec).build(), phase, Optional.of(Colour.BLUE), true);
  }

  private static RolloutState at(Phase phase) {
    return at(phase, spec -> spec);
  }

  private static RolloutSpec.Builder hook(RolloutSpec.Builder spec, String... settings) {
    return spec.use(
        Extension.of(
            Extension.Kind.HOOK,
            "job",
            settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1])));
  }

  private static Topology green(int ready, int desired) {
    return new Topology(
        Map.of(
            Colour.BLUE, new Topology.Size(3, 3, "web:1"),
            Colour.GREEN, new Topology.Size(desired, ready, "web:2")));
  }

  private static String text(RolloutState state, Topology topology, Duration passed) {
    return new Awaited(state, topology, Samples.NOON.plus(passed)).text(Optional.empty());
  }

  private static String text(RolloutState state) {
    return text(state, green(3, 3), Duration.ofMinutes(4));
  }

  @Test
  void pods_that_are_not_ready_are_counted_and_their_trouble_is_told() {
    var awaited = new Awaited(at(Phase.DEPLOY), green(2, 3), Samples.NOON);

    assertThat(awaited.text(Optional.of("ImagePullBackOff of web-x")))
        .isEqualTo(
            "all pods of green to be ready, within 10m;"
                + " 2 of 3 pods of green are ready: ImagePullBackOff of web-x");
    assertThat(text(at(Phase.MONITOR), green(1, 3), Duration.ZERO))
        .isEqualTo("the soak: 0s of 30m are over; 1 of 3 pods of green are ready");
    assertThat(text(at(Phase.VERIFY), new Topology(Map.of()), Duration.ZERO))
        .endsWith("; green has no Deployment");
  }

  @Test
  void a_colour_that_has_not_been_scaled_up_yet_is_short_of_the_rollouts_size() {
    assertThat(text(at(Phase.DEPLOY), green(0, 0), Duration.ZERO))
        .endsWith("; 0 of 3 pods of green are ready");
  }

  @Test
  void the_soak_is_told_with_what_is_over_of_it() {
    assertThat(text(at(Phase.MONITOR))).isEqualTo("the soak: 4m of 30m are over");
    assertThat(text(at(Phase.MONITOR), green(3, 3), Duration.ofHours(1)))
        .isEqualTo("the last judgement: the soak of 30m is over");
    assertThat(text(at(Phase.MONITOR), green(3, 3), Duration.ofMinutes(-3)))
        .as("the reader's clock may be behind")
        .isEqualTo("the soak: 0s of 30m are over");
  }

  @Test
  void a_held_rollout_waits_for_a_person_until_it_is_released() {
    RolloutState held = at(Phase.MONITOR).withHook(RolloutState.HELD, "no traffic was seen");

    assertThat(text(held)).isEqualTo("a person's decision: no traffic was seen");
    assertThat(actions(held, true)).contains(Action.APPROVE);
    RolloutState released = held.withHook("released", "ann");
    assertThat(text(released)).startsWith("the soak");
    assertThat(actions(released, true)).doesNotContain(Action.APPROVE);
  }

  @Test
  void an_approval_is_told_beside_the_checks_that_may_not_be_over() {
    RolloutState state = at(Phase.VERIFY, RolloutSpec.Builder::requireApproval);

    assertThat(text(state)).isEqualTo("its checks, within 10m, and a person's approval");
    assertThat(text(state.withApproval()))
        .isEqualTo("its checks, within 10m, being approved already");
    assertThat(text(at(Phase.VERIFY))).isEqualTo("its checks, within 10m");
    assertThat(actions(state, true)).containsExactly(Action.APPROVE, Action.ABORT, Action.RESUME);
    assertThat(actions(state.withApproval(), true)).doesNotContain(Action.APPROVE);
  }

  @Test
  void once_the_hooks_after_the_checks_are_done_only_the_approval_is_left() {
    RolloutState state = at(Phase.VERIFY, spec -> hook(spec).requireApproval());
    assertThat(text(state)).as("hook 0 is done").isEqualTo("a person's approval");

    RolloutState two = at(Phase.VERIFY, spec -> hook(hook(spec)).requireApproval());
    assertThat(text(two)).isEqualTo("its checks and hook job, within 10m, and a person's approval");
  }

  @Test
  void a_hook_before_a_phase_is_waited_for_first() {
    RolloutState state =
        at(
            Phase.DECOMMISSION,
            spec ->
                spec.use(Extension.of(Extension.Kind.HOOK, "job", Map.of()))
                    .use(
                        Extension.of(
                            Extension.Kind.HOOK,
                            "command",
                            Map.of("phase", "DECOMMISSION", "moment", "before"))));

    assertThat(text(state)).isEqualTo("hook command");
    assertThat(text(state.withHook("1.done", "true")))
        .isEqualTo("silence of blue, at the longest for 5m");
  }

  @Test
  void every_phase_that_does_not_end_a_rollout_waits_for_something() {
    for (Phase phase : Phase.values()) {
      RolloutState state = phase == Phase.SHIFT ? Samples.stepping() : at(phase);
      assertThat(text(state).equals("nothing"))
          .as("%s", phase)
          .isEqualTo(phase.isFinal() || phase == Phase.ADMIT);
    }
  }

  private static List<Action> actions(RolloutState state, boolean alive) {
    return Choices.of(Optional.of(state), alive, List.of()).stream().map(Possible::action).toList();
  }

  @Test
  void what_a_person_may_do_is_what_would_have_an_effect() {
    assertThat(actions(at(Phase.DEPLOY), true)).containsExactly(Action.ABORT, Action.RESUME);
    assertThat(actions(at(Phase.DECOMMISSION), true)).containsExactly(Action.RESUME);
    assertThat(actions(at(Phase.ROLL_BACK), false)).containsExactly(Action.RESUME);
    assertThat(actions(at(Phase.HALTED), false)).containsExactly(Action.MEND, Action.START);
    assertThat(actions(at(Phase.PROMOTED), false)).containsExactly(Action.START, Action.START_BACK);
    assertThat(actions(at(Phase.REJECTED), false)).containsExactly(Action.START);
    assertThat(Choices.of(Optional.empty(), false, List.of()))
        .extracting(Possible::action)
        .containsExactly(Action.START);
    assertThat(Choices.of(Optional.empty(), false, List.of(MISSING)))
        .extracting(Possible::action)
        .containsExactly(Action.MEND);
  }

  @Test
  void of_a_dead_owner_it_is_said_when_a_request_takes_effect() {
    assertThat(Choices.of(Optional.of(at(Phase.DEPLOY)), false, List.of()))
        .extracting(Possible::sentence)
        .containsExactly(
            "abort it; it takes effect once it is resumed",
            "resume it: its process shows no sign of life");
  }
}
