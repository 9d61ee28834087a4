package io.verdigris.testkit.contract;

import io.verdigris.hooks.CallableHook;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.PhaseHook;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** The hook of the core that runs Java code. */
class CallableHookContractTest extends PhaseHookContract {
  private final AtomicInteger begun = new AtomicInteger();
  private final PhaseHook hook =
      CallableHook.of(this::work, task -> new Thread(task, "work").start());

  private String work(HookRequest request) {
    begun.incrementAndGet();
    if (request.key().equals("bad")) {
      throw new IllegalStateException("it went badly");
    }
    return "it went well";
  }

  @Override
  protected PhaseHook hook() {
    return hook;
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
    return OptionalInt.of(begun.get());
  }
}
