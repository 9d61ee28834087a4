package io.verdigris.internal;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.OutcomeUnknownException;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.RetryLaterException;
import java.time.Duration;
import java.util.Optional;
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
                .ignoreExceptions(
                    PermanentFailureException.class,
                    OwnershipLostException.class,
                    ForeignChangeException.class,
                    OutcomeUnknownException.class)
                .build());
    series = retry.asyncContext();
  }

  /** Returns after how long to try again; empty when trying again cannot help. */
  Optional<Duration> after(RuntimeException failure) {
    long millis = series.onError(failure);
    if (millis < 0) {
      return Optional.empty();
    }
    double factor = 1 - JITTER + random.nextDouble() * 2 * JITTER;
    Duration pause = Duration.ofMillis(Math.max(1, Math.round(millis * factor)));
    return Optional.of(
        failure instanceof RetryLaterException later && later.after().compareTo(pause) > 0
            ? later.after()
            : pause);
  }

  /** Begins anew after a success. */
  void succeeded() {
    series = retry.asyncContext();
  }
}
