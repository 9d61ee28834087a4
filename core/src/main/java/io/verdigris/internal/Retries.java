package io.verdigris.internal;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.verdigris.spi.RetryLaterException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a failed call is tried again: exponentially later, with jitter, without blocking a thread.
 * What ends the tries is the step's time, not their number.
 */
final class Retries {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final double JITTER = 0.5;

  private final Retry retry;
  private final RandomGenerator random;
  private Retry.AsyncContext<Object> series;

  Retries(RandomGenerator random) {
    this.random = random;
    retry =
        Retry.of(
            "extension",
            RetryConfig.custom()
                .maxAttempts(Integer.MAX_VALUE)
                .intervalFunction(IntervalFunction.ofExponentialBackoff(FIRST, 2, LONGEST))
                .build());
    series = retry.asyncContext();
  }

  /** Returns after how long to try again; whether that can help, the caller knows. */
  Duration after(RuntimeException failure) {
    long millis = series.onError(failure);
    double factor = 1 - JITTER + random.nextDouble() * 2 * JITTER;
    Duration pause = Duration.ofMillis(Math.max(1, Math.round(millis * factor)));
    return failure instanceof RetryLaterException later && later.after().compareTo(pause) > 0
        ? later.after()
        : pause;
  }

  /** Begins anew after a success. */
  void succeeded() {
    series = retry.asyncContext();
  }
}
