package io.verdigris.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What every {@link PhaseHook} must hold. */
public abstract class PhaseHookContract {
  private final Caller caller = new Caller("call()", Duration.ofSeconds(10));

  /** Returns a new hook, as another process would make it. */
  protected abstract PhaseHook hook();

  /** Returns a request for work that ends well; with the same key each time in one test. */
  protected abstract HookRequest succeeding();

  /** Returns a request for work that ends badly; with the same key each time in one test. */
  protected abstract HookRequest failing();

  /** Returns how often work was begun in this test; empty when that cannot be told. */
  protected OptionalInt begun() {
    return OptionalInt.empty();
  }

  @Test
  void work_that_ends_well_is_done_and_says_what_it_did() {
    assertThat(untilDone(hook()).summary())
        .as("the result has no summary, which people are shown")
        .isNotBlank();
  }

  @Test
  void work_that_ends_badly_fails_and_says_why() {
    PhaseHook hook = hook();
    assertThat(caller.untilEnd(memo -> hook.call(with(failing(), memo))))
        .as("work that ended badly must answer failed, or the phase waits in vain")
        .isInstanceOf(Progress.Failed.class);
  }

  @Test
  void work_is_begun_once_however_often_the_hook_is_asked() {
    untilDone(hook());
    Assumptions.assumeTrue(begun().isPresent(), "begun() does not tell how often work was begun");
    assertThat(begun())
        .as("calls with the same key are about the same work: look for it before beginning")
        .hasValue(1);
  }

  private HookResult untilDone(PhaseHook hook) {
    return caller.untilDone(memo -> hook.call(with(succeeding(), memo)));
  }

  private static HookRequest with(HookRequest r, String memo) {
    return new HookRequest(
        r.context(), r.phase(), r.before(), r.environment(), r.old(), r.settings(), r.key(), memo);
  }
}
