package io.verdigris.internal;

import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.OutcomeUnknownException;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.TaskScheduler;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The guard around every call of an extension: a null result is named as the extension's mistake, a
 * call that takes too long is interrupted, so that it ends as a failed call that can be repeated,
 * and an error such as that of a class that does not fit is a failure for good.
 */
final class Calls {
  private final TaskScheduler scheduler;

  Calls(TaskScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Calls what answers nothing. */
  void run(String what, Duration limit, Runnable call) {
    Boolean unused =
        call(
            what,
            limit,
            () -> {
              call.run();
              return true;
            });
  }

  <T> T call(String what, Duration limit, Supplier<@Nullable T> call) {
    var watchdog = new Watchdog(Thread.currentThread());
    TaskScheduler.Cancellable alarm = scheduler.schedule(watchdog::bite, limit);
    T result;
    try {
      result = call.get();
    } catch (OutcomeUnknownException | OwnershipLostException | ForeignChangeException e) {
      // what the engine must do about these does not change with the time they took
      throw e;
    } catch (LinkageError | AssertionError | StackOverflowError e) {
      throw new PermanentFailureException(what + " failed: " + e, e);
    } catch (RuntimeException e) {
      if (watchdog.end()) {
        throw new OverrunException(
            what + " took longer than " + limit.toSeconds() + " s and was interrupted", e);
      }
      throw e;
    } finally {
      alarm.cancel();
      watchdog.end();
    }
    if (result == null) {
      throw new PermanentFailureException(
          what + " answered null, which its contract forbids; this is a mistake in the extension");
    }
    return result;
  }

  /** Says that a call was interrupted because it took too long; it is tried again. */
  static final class OverrunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverrunException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Interrupts the caller, but never after its call has ended. */
  private static final class Watchdog {
    private final Thread caller;
    private boolean ended;
    private boolean bitten;

    Watchdog(Thread caller) {
      this.caller = caller;
    }

    synchronized void bite() {
      if (!ended) {
        bitten = true;
        caller.interrupt();
      }
    }

    /** Ends the watch and tells whether it had bitten; then the interrupt flag is taken back. */
    synchronized boolean end() {
      boolean first = !ended;
      ended = true;
      if (first && bitten) {
        Thread.interrupted();
      }
      return bitten;
    }
  }
}
