package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Extension;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The hook of index 0 is done in the sample state; the one of index 1 is called. */
class HookStepsTest {
  private static Event called(String memo) {
    Progress<HookResult> answer = Progress.waiting("a job", Duration.ofSeconds(1), memo);
    PhaseHook hook = request -> answer;
    return new Scene(Phase.VERIFY, Step.HOOKS_AFTER).hook(hook).hook(hook).callHooks();
  }

  @Test
  void a_memo_that_the_ledger_has_room_for_is_kept() {
    String memo = "m".repeat(Progress.LONGEST_MEMO);

    assertThat(called(memo))
        .isInstanceOfSatisfying(
            Event.HookWaiting.class,
            e -> {
              assertThat(e.hook()).isEqualTo(1);
              assertThat(e.memo()).isEqualTo(memo);
            });
  }

  @Test
  void a_hook_of_the_old_colour_is_given_its_pods_and_what_it_notes_is_kept() {
    PhaseHook hook =
        request ->
            Progress.done(
                new HookResult("done", "old pods: " + request.old().orElseThrow().ready()));
    Map<String, String> before = Map.of("phase", "DECOMMISSION", "moment", "before");
    Event event =
        new Scene(Phase.DECOMMISSION, Step.HOOKS_BEFORE).hook(hook).hook(hook, before).callHooks();

    RolloutState next = Decider.decide(Samples.at(Phase.DECOMMISSION), event, Samples.NOON).state();

    assertThat(next.notes()).contains("old pods: 3");
  }

  @Test
  void before_traffic_has_moved_there_is_no_old_colour_to_act_upon() {
    PhaseHook hook =
        request -> Progress.done(new HookResult("old colour: " + request.old().isPresent()));
    assertThat(new Scene(Phase.VERIFY, Step.HOOKS_AFTER).hook(hook).hook(hook).callHooks())
        .isInstanceOfSatisfying(
            Event.HookDone.class,
            e -> assertThat(e.summary()).isEqualTo("hook fake: old colour: false"));
  }

  private static final PhaseHook NEVER =
      request -> {
        throw new UnsupportedOperationException();
      };
  private static final Map<String, String> CONTRACT =
      Map.of(
          "phase", "DECOMMISSION", "moment", "before", "point-of-no-return", "drops orders.note");

  @Test
  void the_point_of_no_return_is_saved_before_its_hook_is_called() {
    PhaseHook hook = request -> Progress.done(new HookResult("dropped"));
    var scene = new Scene(Phase.DECOMMISSION, Step.HOOKS_BEFORE).hook(NEVER).hook(hook, CONTRACT);

    Event first = scene.callHooks();
    Decision decision = Decider.decide(Samples.at(Phase.DECOMMISSION), first, Samples.NOON);

    assertThat(first)
        .isEqualTo(new Event.NoReturn(Phase.DECOMMISSION, Step.HOOKS_BEFORE, "drops orders.note"));
    assertThat(decision.save()).isTrue();
    assertThat(decision.effects()).containsExactly(new Effect.Run(Step.HOOKS_BEFORE));
    assertThat(scene.passing("drops orders.note").callHooks()).isInstanceOf(Event.HookDone.class);
  }

  @Test
  void no_hook_takes_the_way_back_away_while_the_old_version_serves() {
    assertThat(findings("VERIFY", "after"))
        .singleElement()
        .asString()
        .contains("point-of-no-return of hook fake", "after VERIFY", "before DECOMMISSION");
    assertThat(findings("DECOMMISSION", "after")).hasSize(1);
    assertThat(findings("MONITOR", "after")).isEmpty();
    assertThat(findings("CONFIRM", "after")).isEmpty();
  }

  private static List<Finding> findings(String phase, String moment) {
    var settings = Map.of("phase", phase, "moment", moment, "point-of-no-return", "x");
    return HookSteps.findings(
        List.of(new Named<>(Extension.of(Extension.Kind.HOOK, "fake", settings), NEVER)));
  }

  @Test
  void a_memo_that_is_too_long_fails_the_hook_by_its_size() {
    assertThat(called("m".repeat(Progress.LONGEST_MEMO + 1)))
        .isInstanceOfSatisfying(
            Event.StepFailed.class,
            e ->
                assertThat(e.reason())
                    .isEqualTo(
                        "hook fake gave a memo of 1001 characters, of which the ledger keeps at"
                            + " most 1000"));
  }
}
