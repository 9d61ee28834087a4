package io.verdigris.hooks;

import io.verdigris.Application;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RetryLaterException;
import io.verdigris.spi.RolloutContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A hook that runs Java code, such as an integration test, however long it takes. Give it to the
 * builder under an id; a rollout calls it when its spec names that id.
 *
 * <p>The code runs on the executor, once for each rollout, phase and hook in a process; after a
 * crash the next process runs it again, so it should be idempotent. Code that is not waited for any
 * more, since the rollout was aborted, is interrupted.
 */
public final class CallableHook implements PhaseHook {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Function<HookRequest, HookResult> code;
  private final Executor executor;
  private final Map<Application, Work> running = new ConcurrentHashMap<>();

  /** What runs for an application, which has one rollout at a time. */
  private record Work(String key, FutureTask<HookResult> task) {}

  private CallableHook(Function<HookRequest, HookResult> code, Executor executor) {
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
    return answering(request -> new HookResult(code.apply(request)), executor);
  }

  /**
   * Returns a hook that runs this code.
   *
   * @param code answers what it did; what it throws fails the hook, but for a {@link
   *     RetryLaterException}, after which it is run again
   * @param executor where it runs; its threads are the caller's to end
   */
  public static CallableHook answering(Function<HookRequest, HookResult> code, Executor executor) {
    return new CallableHook(code, executor);
  }

  @Override
  public Progress<HookResult> call(HookRequest request) {
    Application application = request.context().application();
    Work known = running.get(application);
    Work work = known != null && known.key().equals(request.key()) ? known : begin(request);
    if (!work.task().isDone()) {
      return Progress.waiting("its code to end", AGAIN);
    }
    running.remove(application, work);
    return result(work.task());
  }

  private static Progress<HookResult> result(FutureTask<HookResult> task) {
    try {
      return Progress.done(task.get());
    } catch (ExecutionException e) {
      return failed(e.getCause());
    } catch (CancellationException e) {
      return Progress.failed("its code was interrupted");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VerdigrisException("interrupted while taking a hook's result", e);
    }
  }

  /** What Verdigris throws says all that there is to say; of others the kind matters too. */
  private static Progress<HookResult> failed(@Nullable Throwable cause) {
    if (cause instanceof RetryLaterException later) {
      return Progress.waiting(String.valueOf(later.getMessage()), later.after());
    }
    return Progress.failed(
        String.valueOf(cause instanceof VerdigrisException ? cause.getMessage() : cause));
  }

  private Work begin(HookRequest request) {
    release(request.context());
    var work = new Work(request.key(), new Waking(() -> code.apply(request), request.context()));
    executor.execute(work.task());
    running.put(request.context().application(), work);
    return work;
  }

  @Override
  public void release(RolloutContext context) {
    Work left = running.remove(context.application());
    if (left != null) {
      left.task().cancel(true);
    }
  }

  /** A task that wakes the rollout when it has ended. */
  private static final class Waking extends FutureTask<HookResult> {
    private final RolloutContext context;

    Waking(Callable<HookResult> code, RolloutContext context) {
      super(code);
      this.context = context;
    }

    @Override
    protected void done() {
      context.wake().run();
    }
  }
}
