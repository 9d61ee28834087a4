package io.verdigris.internal;

import io.verdigris.spi.Judgement;
import io.verdigris.spi.Sample;
import java.time.Duration;
import java.util.Optional;

/** What is said of a colour of which nothing can be seen; none of it counts as good. */
final class Blindness {
  private Blindness() {}

  /** Returns what an answer without counters means; empty for one with some. */
  static Optional<Judgement> of(Sample sample) {
    if (sample instanceof Sample.NoTraffic) {
      return Optional.of(Judgement.blind("no request has reached the new colour"));
    } else if (sample instanceof Sample.Missing missing) {
      return Optional.of(Judgement.blind("the metrics are missing: " + missing.reason()));
    } else if (sample instanceof Sample.Failed failed) {
      return Optional.of(Judgement.blind("the source of metrics fails: " + failed.reason()));
    }
    return Optional.empty();
  }

  static Judgement noBucket(Duration within) {
    return Judgement.blind(
        "no bucket boundary at or above "
            + within.toMillis()
            + " ms in the new colour's histogram");
  }
}
