package io.verdigris.testkit.contract;

import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** A hook that begins work on the first call and finds it ended on the second. */
class PhaseHookContractTest extends PhaseHookContract {
  private final Set<String> jobs = new HashSet<>();
  private int begun;

  @Override
  protected PhaseHook hook() {
    return this::call;
  }

  private Progress<HookResult> call(HookRequest request) {
    if (jobs.add(request.key())) {
      begun++;
      return Progress.waiting("the job runs", Duration.ofMillis(1));
    }
    return request.key().equals("good")
        ? Progress.done(new HookResult("the job ended well"))
        : Progress.failed("the job ended badly");
  }

  @Override
  protected HookRequest succeeding() {
    return ContractFixture.hook("good", Map.of());
  }

  @Override
  protected HookRequest failing() {
    return ContractFixture.hook("bad", Map.of());
  }

  @Override
  protected OptionalInt begun() {
    return OptionalInt.of(begun);
  }
}
