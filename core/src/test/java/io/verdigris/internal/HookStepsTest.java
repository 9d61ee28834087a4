package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import java.time.Duration;
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
