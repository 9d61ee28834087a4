package io.verdigris.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
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

  @Test
  void a_command_that_nobody_waits_for_any_more_is_ended_with_what_it_has_started()
      throws Exception {
    var ended = new CountDownLatch(1);
    try (var hook = new CommandHook()) {
      HookRequest request =
          request(CommandHook.run("sh", "-c", "sleep 600; true").settings(), ended::countDown);
      assertThat(hook.call(request)).isInstanceOf(Progress.Waiting.class);

      hook.release(request.context());

      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      hook.release(request.context());
    }
  }

  @Test
  void a_command_of_an_earlier_rollout_is_ended_when_the_next_one_calls() throws Exception {
    var ended = new CountDownLatch(1);
    try (var hook = new CommandHook()) {
      var settings = CommandHook.run("sleep", "600").settings();
      var unused = hook.call(request(settings, ended::countDown));
      unused = hook.call(request("web-2-0-command", settings, () -> {}));

      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void only_the_end_of_a_long_output_is_told() throws Exception {
    var answer =
        (Progress.Done<HookResult>)
            toItsEnd("sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; echo the end");

    assertThat(answer.value().summary()).endsWith("xxxthe end").hasSizeLessThan(1100);
  }

  @Test
  void settings_that_cannot_be_are_refused_before_the_rollout() {
    var spec = RolloutSpec.builder("shop", "web").image("app", "web:2").build();
    var hook = new CommandHook();

    assertThat(hook.admit(spec, CommandHook.run("true").settings()).findings()).isEmpty();
    assertThatThrownBy(() -> hook.admit(spec, Map.of()))
        .hasMessage("argv.0 of command must name a command, but is not set");
    assertThatThrownBy(() -> hook.admit(spec, Map.of("argv.0", "a", "argv.2", "c")))
        .hasMessageContaining("\"argv.2\" is no setting of command");
  }

  @Test
  void code_that_nobody_waits_for_any_more_is_interrupted() throws Exception {
    var interrupted = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    CallableHook hook =
        CallableHook.of(
            request -> {
              begun.countDown();
              return untilInterrupted(interrupted);
            },
            task -> new Thread(task, "work").start());
    HookRequest request = request(Map.of(), () -> {});
    assertThat(hook.call(request)).isInstanceOf(Progress.Waiting.class);
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

    hook.release(request.context());

    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static String untilInterrupted(CountDownLatch interrupted) {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.countDown();
    }
    return "";
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
    return request("web-1-0-command", settings, wake);
  }

  private static HookRequest request(String key, Map<String, String> settings, Runnable wake) {
    return new HookRequest(
        new RolloutContext("web-1", new Application("shop", "web"), 1, wake),
        Phase.VERIFY,
        false,
        Optional.empty(),
        Optional.empty(),
        settings,
        key,
        "");
  }
}
