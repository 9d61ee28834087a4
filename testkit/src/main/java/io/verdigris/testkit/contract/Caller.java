package io.verdigris.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.verdigris.spi.Progress;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/** Calls an extension as the engine does: within its time limit, and again until it is done. */
final class Caller {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private final String call;
  private final Duration limit;

  /**
   * Makes one.
   *
   * @param call the method's name, for messages
   * @param limit how long one call may take
   */
  Caller(String call, Duration limit) {
    this.call = call;
    this.limit = limit;
  }

  /** Calls once; null is refused. */
  <T> T once(Supplier<T> method) {
    T answer =
        Assertions.assertTimeoutPreemptively(
            limit,
            method::get,
            () -> call + " took longer than " + limit + "; start longer work and answer waiting");
    assertThat(answer).as("%s answered null, which its contract forbids", call).isNotNull();
    return answer;
  }

  /** Calls once and checks that an answer other than done says why. */
  <T> Progress<T> progress(Supplier<Progress<T>> method) {
    Progress<T> answer = once(method);
    String reason =
        answer.fold(done -> "done", waiting -> waiting.reason(), failed -> failed.reason());
    assertThat(reason)
        .as("%s answered without a reason, which people are shown", call)
        .isNotBlank();
    return answer;
  }

  /** Calls until it is done, handing each memo to the next call. */
  <T> T untilDone(Function<String, Progress<T>> method) {
    Progress<T> end = untilEnd(method);
    return end.fold(
        Progress.Done::value,
        waiting -> fail(call + " still waits after " + PATIENCE + ": " + waiting.reason()),
        failed -> fail(call + " failed where it should become done: " + failed.reason()));
  }

  /** Calls until it no longer waits, or patience is at its end. */
  <T> Progress<T> untilEnd(Function<String, Progress<T>> method) {
    long begun = System.nanoTime();
    String memo = "";
    while (true) {
      String last = memo;
      Progress<T> answer = progress(() -> method.apply(last));
      if (!(answer instanceof Progress.Waiting<T> waiting)
          || System.nanoTime() - begun > PATIENCE.toNanos()) {
        return answer;
      }
      memo = waiting.memo();
      LockSupport.parkNanos(Math.min(waiting.checkAgain().toNanos(), LONGEST_PAUSE.toNanos()));
    }
  }
}
