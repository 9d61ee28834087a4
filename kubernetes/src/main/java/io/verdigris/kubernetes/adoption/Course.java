package io.verdigris.kubernetes.adoption;

import io.verdigris.VerdigrisException;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes moves one after the other, each until it is done. */
record Course(Duration patience, Consumer<AdoptionPlan.Step> listener) {
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  void run(List<Move> moves) {
    for (Move move : moves) {
      listener.accept(move.says());
      take(move);
    }
  }

  private void take(Move move) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Progress<Nothing> progress = ask(move, end);
      if (progress instanceof Progress.Done<Nothing>) {
        return;
      } else if (progress instanceof Progress.Failed<Nothing> failed) {
        throw stopped(move, failed.reason(), null);
      }
      var waiting = (Progress.Waiting<Nothing>) progress;
      if (System.nanoTime() >= end) {
        throw stopped(move, "after " + patience + " it still waits for " + waiting.reason(), null);
      }
      pause(move, waiting.checkAgain());
    }
  }

  /** A write of which nobody knows what became is no failure: the move looks again. */
  private Progress<Nothing> ask(Move move, long end) {
    try {
      return move.take().get();
    } catch (PermanentFailureException e) {
      throw stopped(move, String.valueOf(e.getMessage()), e);
    } catch (VerdigrisException e) {
      if (System.nanoTime() >= end) {
        throw stopped(move, String.valueOf(e.getMessage()), e);
      }
      return Progress.waiting(String.valueOf(e.getMessage()), AFTER_FAILURE);
    }
  }

  private static VerdigrisException stopped(Move move, String why, @Nullable Throwable cause) {
    return new VerdigrisException(
        move.says().verb()
            + " "
            + move.says().object()
            + " ("
            + move.says().purpose()
            + "): "
            + why
            + "; what was done stays: once that is put right, the same command goes on from here",
        cause);
  }

  private static void pause(Move move, Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopped(move, "interrupted", e);
    }
  }
}
