package io.verdigris.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommandHookTest {

  @Test
  void exit_status_zero_is_well_and_tells_the_output() throws Exception {
    assertThat(toItsEnd("sh", "-c", "echo checked $VERDIGRIS_ROLLOUT"))
        .isEqualTo(Progress.done(new HookResult("exit status 0: checked web-1")));
  }

  @Test
  void any_other_exit_status_fails_and_tells_the_output() throws Exception {
    assertThat(toItsEnd("sh", "-c", "echo broken >&2; exit 3"))
        .isEqualTo(Progress.failed("exit status 3: broken"));
  }

  @Test
  void a_command_that_is_not_there_is_no_use_to_try_again() {
    assertThatThrownBy(() -> toItsEnd("verdigris-no-such-command"))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("verdigris-no-such-command");
  }

  @Test
  void a_callable_is_run_once_and_its_failure_is_the_hooks() {
    Executor here = Runnable::run;
    CallableHook good = CallableHook.of(request -> "looked at " + request.phase(), here);
    CallableHook bad =
        CallableHook.of(
            request -> {
              throw new IllegalStateException("no good");
            },
            here);

    assertThat(good.call(request(Map.of(), () -> {})))
        .isEqualTo(Progress.done(new HookResult("looked at VERIFY")));
    assertThat(bad.call(request(Map.of(), () -> {})))
        .isEqualTo(Progress.failed("java.lang.IllegalStateException: no good"));
  }

  private static Progress<HookResult> toItsEnd(String... argv) throws InterruptedException {
    var ended = new CountDownLatch(1);
    try (var hook = new CommandHook()) {
      HookRequest request = request(CommandHook.run(argv).settings(), ended::countDown);
      Progress<HookResult> answer = hook.call(request);
      if (answer instanceof Progress.Waiting<HookResult>) {
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        answer = hook.call(request);
      }
      return answer;
    }
  }

  private static HookRequest request(Map<String, String> settings, Runnable wake) {
    return new HookRequest(
        new RolloutContext("web-1", new Application("shop", "web"), 1, wake),
        Phase.VERIFY,
        false,
        Optional.empty(),
        settings,
        "web-1-0-command",
        "");
  }
}
