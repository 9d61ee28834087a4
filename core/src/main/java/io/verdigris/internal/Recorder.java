package io.verdigris.internal;

import io.verdigris.RolloutEvent;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.judging.JudgedSample;
import io.verdigris.judging.Opinion;
import io.verdigris.judging.Terms;
import io.verdigris.judging.Windows;
import io.verdigris.spi.Environment;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells listeners every look at the new colour and, before the first, what it is judged by: all
 * that it takes to judge the rollout again.
 */
final class Recorder {
  private final List<Named<RollbackPolicy>> policies;
  private boolean begun;

  Recorder(List<Named<RollbackPolicy>> policies) {
    this.policies = policies;
  }

  /** Tells a look; a first installation, which nothing could take back, is not judged. */
  void tell(
      Look look,
      Environment environment,
      Optional<Sample> answer,
      int restarts,
      List<Opinion> opinions) {
    if (look.state().from().isEmpty()) {
      return;
    }
    if (!begun) {
      begun = true;
      terms(look);
    }
    var sample =
        new JudgedSample(
            Duration.between(look.state().since(), look.now()),
            answer,
            look.series().all(),
            environment.desired(),
            environment.ready(),
            restarts,
            opinions);
    var details = sample.details();
    details.put("live", environment.colour().label());
    Window all = sample.counted();
    look.tell()
        .tell(
            RolloutEvent.Type.SAMPLE,
            all.requests() + " requests, " + all.errors() + " failed",
            details);
  }

  private void terms(Look look) {
    var terms =
        new Terms(
            look.state().spec().timings().soak(),
            policies.stream().map(Named::extension).toList(),
            look.state().baseline());
    look.tell().tell(RolloutEvent.Type.TERMS, spoken(look, terms), terms.details());
  }

  private static String spoken(Look look, Terms terms) {
    Window before = Windows.sum(terms.baseline());
    return look.state().to()
        + " is watched for "
        + Spoken.of(terms.soak())
        + " and judged by "
        + terms.policies().stream().map(e -> e.id()).collect(Collectors.joining(" and "))
        + (terms.baseline().isEmpty()
            ? ""
            : "; "
                + look.old()
                + " failed "
                + before.errors()
                + " of "
                + before.requests()
                + " requests before the switch");
  }
}
