package io.verdigris.examples.deaths;

import io.verdigris.testkit.cluster.ApiRequest;
import io.verdigris.testkit.cluster.Interceptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Strikes a process at one of its calls, before it can do anything else. */
final class Strike implements Interceptor {
  private final Predicate<ApiRequest> call;
  private final How how;
  private final CompletableFuture<VerdigrisProcess> victim = new CompletableFuture<>();
  private final CompletableFuture<Void> struck = new CompletableFuture<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private Optional<ApiRequest> chosen = Optional.empty();
  private boolean answered;

  /** How it is struck. */
  enum How {
    /** Dead before the call has an effect. */
    DEAD_BEFORE,
    /** Dead once the call has its effect, before it is answered. */
    DEAD_UNANSWERED,
    /** Dead once the call is answered, before the next one has an effect. */
    DEAD_AFTER,
    /** Stopped while the call is on its way, which has an effect only once the process goes on. */
    STOPPED
  }

  Strike(Predicate<ApiRequest> call, How how) {
    this.call = call;
    this.how = how;
  }

  /** Says whom to strike; its calls wait until this is said. */
  void at(VerdigrisProcess process) {
    victim.complete(process);
  }

  /** Waits until it has been struck, and the call has the effect that it is to have. */
  void await(Duration atMost) throws Exception {
    struck.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Has a process that was stopped go on, and its call come through. */
  void release() {
    victim.join().goOn();
    held.countDown();
  }

  @Override
  public Fate decide(ApiRequest request) {
    Fate fate = struckOrNot(request);
    if (how == How.STOPPED && call.test(request)) {
      hold();
    }
    return fate;
  }

  private void hold() {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Fate struckOrNot(ApiRequest request) {
    boolean signOfLife = request.resource().contains("/leases");
    if (struck.isDone() || signOfLife) {
      return Interceptor.pass();
    } else if (answered) {
      return strike();
    } else if (chosen.isPresent() || !call.test(request)) {
      return Interceptor.pass();
    }
    chosen = Optional.of(request);
    return how == How.DEAD_AFTER ? Interceptor.pass() : strike();
  }

  /** Hears that a request has been handled, and is answered or dropped. */
  synchronized void handled(ApiRequest request) {
    if (chosen.equals(Optional.of(request))) {
      answered = how == How.DEAD_AFTER;
      if (how == How.DEAD_UNANSWERED) {
        struck.complete(null);
      }
    }
  }

  private Fate strike() {
    VerdigrisProcess process = victim.join();
    if (how == How.STOPPED) {
      process.stop();
    } else {
      process.kill();
    }
    if (how != How.DEAD_UNANSWERED) {
      struck.complete(null);
    }
    return switch (how) {
      case DEAD_BEFORE, DEAD_AFTER -> Interceptor.drop();
      case DEAD_UNANSWERED -> Interceptor.applyAndDrop();
      case STOPPED -> Interceptor.pass();
    };
  }
}
