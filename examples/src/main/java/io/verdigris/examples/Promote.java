package io.verdigris.examples;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.HardLimits;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.health.http.HttpCheck;
import io.verdigris.metrics.prometheus.PodMetrics;
import java.time.Duration;

/**
 * Rolls the image of its third argument out to the Service of its second in the namespace of its
 * first.
 */
final class Promote {
  private Promote() {}

  public static void main(String[] args) throws InterruptedException {
    try (var orchestrator = BlueGreenOrchestrator.create()) {
      var spec =
          RolloutSpec.builder(args[0], args[1])
              .image("app", args[2])
              .soak(Duration.ofMinutes(30))
              .use(HttpCheck.get("/readyz").extension())
              .use(PodMetrics.on(8080, "/metrics").extension())
              .use(HardLimits.limits().maxErrorRate(0.01).extension())
              .build();
      RolloutOutcome outcome = orchestrator.start(spec).await();
      System.out.println(outcome.name() + ": " + outcome.reason());
    }
  }
}
