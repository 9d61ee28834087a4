package io.verdigris.hooks;

import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * A hook that runs Java code, such as an integration test, however long it takes. Give it to the
 * builder under an id; a rollout calls it when its spec names that id.
 *
 * <p>The code runs on the executor, once for each rollout, phase and hook in a process; after a
 * crash the next process runs it again, so it should be idempotent.
 */
public final class CallableHook implements PhaseHook {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Function<HookRequest, String> code;
  private final Executor executor;
  private final Map<String, CompletableFuture<String>> running = new ConcurrentHashMap<>();

  private CallableHook(Function<HookRequest, String> code, Executor executor) {
    this.code = code;
    this.executor = executor;
  }

  /**
   * Returns a hook that runs this code.
   *
   * @param code answers what it did in a sentence; what it throws fails the hook
   * @param executor where it runs; its threads are the caller's to end
   */
  public static CallableHook of(Function<HookRequest, String> code, Executor executor) {
    return new CallableHook(code, executor);
  }

  @Override
  public Progress<HookResult> call(HookRequest request) {
    CompletableFuture<String> future =
        running.computeIfAbsent(request.key(), key -> begin(request));
    if (!future.isDone()) {
      return Progress.waiting("its code to end", AGAIN);
    }
    running.remove(request.key());
    try {
      return Progress.done(new HookResult(future.join()));
    } catch (CompletionException e) {
      return Progress.failed(String.valueOf(e.getCause()));
    }
  }

  private CompletableFuture<String> begin(HookRequest request) {
    CompletableFuture<String> future =
        CompletableFuture.supplyAsync(() -> code.apply(request), executor);
    var unused = future.whenComplete((result, failure) -> request.context().wake().run());
    return future;
  }
}
