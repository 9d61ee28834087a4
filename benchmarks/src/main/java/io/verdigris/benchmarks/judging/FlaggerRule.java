package io.verdigris.benchmarks.judging;

import io.verdigris.spi.Judgement.Verdict;
import java.time.Duration;

/**
 * Flagger's check of the success rate, with the settings of its own example for blue-green: a look
 * each 30 s, {@code request-success-rate} with {@code min: 99} over {@code interval: 1m}, and back
 * at {@code threshold: 2} failed checks, which need not follow each other.
 *
 * <p>Sources: docs.flagger.app, tutorials/kubernetes-blue-green and usage/metrics; what a query
 * without values does is in {@code pkg/controller/scheduler_metrics.go}: the check fails.
 *
 * <p>Read kindly: its code goes back at the look after the last failed check, here it is that
 * check; its example ends after ten good checks (5 min), here it goes on for the whole soak; a
 * window without requests, once there were some, divides 0 by 0, which is below no threshold.
 */
final class FlaggerRule implements Rule {
  private static final int WINDOW = 60;
  private static final double MIN = 0.99;
  private static final int THRESHOLD = 2;

  @Override
  public String name() {
    return "Flagger";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Duration until() {
    return Duration.ofMinutes(10);
  }

  @Override
  public Watch watch(Traffic.Drawn drawn) {
    return new Watch() {
      private int failed;

      @Override
      public Verdict look(Trace green, int second) {
        failed += fails(green, second) ? 1 : 0;
        return failed >= THRESHOLD ? Verdict.ROLL_BACK : Verdict.CONTINUE;
      }
    };
  }

  private static boolean fails(Trace green, int second) {
    boolean noSeries = green.requests(0, second) == 0;
    return noSeries || 1 - green.share(second - WINDOW, second) < MIN;
  }
}
