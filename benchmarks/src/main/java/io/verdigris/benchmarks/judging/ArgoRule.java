package io.verdigris.benchmarks.judging;

import io.verdigris.spi.Judgement.Verdict;
import java.time.Duration;

/**
 * The analysis that Argo Rollouts documents, run after promotion: {@code interval: 5m}, {@code
 * successCondition: result[0] >= 0.95} on the success rate over {@code [5m]}, {@code failureLimit:
 * 3}; for the rest its defaults, {@code inconclusiveLimit: 0} and {@code consecutiveErrorLimit: 4}.
 *
 * <p>Source: argo-rollouts.readthedocs.io, features/analysis ("If the metric is measured to be less
 * than 95%, and there are three such measurements, the analysis is considered Failed").
 *
 * <p>Read kindly: its code ({@code analysis/analysis.go}) fails only when more than {@code
 * failureLimit} measurements did, here it is the third; the measurement at the switch, which sees
 * blue alone, is left out; the query's {@code irate}, which looks at the last two scrapes, is a
 * rate over all of its window. Three measurements take 15 min, so it may outlive the soak.
 */
final class ArgoRule implements Rule {
  private static final int WINDOW = 300;
  private static final double SUCCESS = 0.95;
  private static final int FAILURE_LIMIT = 3;
  private static final int CONSECUTIVE_ERROR_LIMIT = 4;

  @Override
  public String name() {
    return "Argo Rollouts";
  }

  @Override
  public Duration every() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Duration until() {
    return Duration.ofMinutes(15);
  }

  @Override
  public Watch watch(Traffic.Drawn drawn) {
    return new Watch() {
      private int failed;
      private int consecutiveErrors;

      @Override
      public Verdict look(Trace green, int second) {
        double success = 1 - green.share(second - WINDOW, second);
        // no element 0 in the result is an error, not a failure
        consecutiveErrors = Double.isNaN(success) ? consecutiveErrors + 1 : 0;
        failed += success < SUCCESS ? 1 : 0;
        return verdict(Double.isNaN(success));
      }

      private Verdict verdict(boolean blind) {
        if (failed >= FAILURE_LIMIT || consecutiveErrors > CONSECUTIVE_ERROR_LIMIT) {
          return Verdict.ROLL_BACK;
        }
        return blind ? Verdict.HOLD : Verdict.CONTINUE;
      }
    };
  }
}
