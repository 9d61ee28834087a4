package io.verdigris.internal;

import io.verdigris.Extension;
import io.verdigris.RolloutEvent;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.judging.JudgedSample;
import io.verdigris.judging.Opinion;
import io.verdigris.judging.Terms;
import io.verdigris.judging.Windows;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Evidence.Stretch;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells listeners every look at the new colour and, before the first, what it is judged by: all
 * that it takes to judge the rollout again.
 */
final class Recorder {
  private final List<Named<RollbackPolicy>> policies;
  private final boolean shares;
  private boolean begun;
  private int stretchesTold;

  /**
   * @param shares whether the switcher can direct traffic to both colours
   */
  Recorder(List<Named<RollbackPolicy>> policies, boolean shares) {
    this.policies = policies;
    this.shares = shares;
  }

  /** Returns how long both colours have traffic to confirm a suspicion; zero where they cannot. */
  Duration compare(Look look) {
    return shares ? look.state().spec().timings().compare() : Duration.ZERO;
  }

  /** Tells a look; a first installation, which nothing could take back, is not judged. */
  void tell(
      Look look,
      Environment environment,
      Optional<Sample> answer,
      List<Stretch> stretches,
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
            beside(stretches),
            environment.desired(),
            environment.ready(),
            look.vigil().restarts().sum(),
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

  /** Each stretch is told once. */
  private Optional<Stretch> beside(List<Stretch> stretches) {
    boolean more = stretches.size() > stretchesTold;
    stretchesTold = stretches.size();
    return more ? Optional.of(stretches.get(stretches.size() - 1)) : Optional.empty();
  }

  private void terms(Look look) {
    var terms =
        new Terms(
            look.state().spec().timings().soak(),
            compare(look),
            look.state().comparisonsBefore(),
            policies.stream().map(Recorder::disclosed).toList(),
            look.state().baseline());
    look.tell().tell(RolloutEvent.Type.TERMS, spoken(look, terms), terms.details());
  }

  private static Extension disclosed(Named<RollbackPolicy> policy) {
    SortedMap<String, String> settings = new TreeMap<>();
    try {
      settings.putAll(policy.instance().disclosed(policy.extension().settings()));
    } catch (RuntimeException e) {
      settings.clear();
    }
    return new Extension(Extension.Kind.POLICY, policy.id(), settings);
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
