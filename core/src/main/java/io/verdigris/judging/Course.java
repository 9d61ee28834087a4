package io.verdigris.judging;

import io.verdigris.Extension;
import io.verdigris.RolloutEvent;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Evidence.Beside;
import io.verdigris.spi.Evidence.Stretch;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The part of a recorded rollout that one process drove: another has readings and odds of its own.
 */
final class Course {
  private static final Window NOTHING = new Window(Duration.ZERO, 0, 0, new TreeMap<>());

  private final Terms terms;
  private final Policies policies;

  /** The readings so far, their times counted from the first. */
  private final Series series = new Series();

  private final List<Stretch> stretches = new ArrayList<>();
  private List<Window> baseline;
  private int comparisons;
  private int steps;
  private boolean compared;

  private Course(Terms terms, Policies policies) {
    this.terms = terms;
    this.policies = policies;
    baseline = terms.baseline();
    comparisons = terms.comparisons();
    compared = comparisons > 0;
  }

  static Course begin(Terms terms, Optional<Policies> others) {
    return new Course(terms, others.orElseGet(() -> Policies.of(terms.policies())));
  }

  Terms terms() {
    return terms;
  }

  Policies policies() {
    return policies;
  }

  /** Both colours begin to have traffic. */
  void comparing() {
    compared = true;
    stretches.clear();
  }

  /** A step of traffic is over. */
  void stepped() {
    steps++;
    stretches.clear();
  }

  /** The new colour has it alone again, as after a suspicion that was not confirmed. */
  void compared(RolloutEvent event, JudgedSample last) {
    baseline = policies.record(settings -> evidence(event, last, settings));
    series.restart();
    stretches.clear();
    comparisons++;
  }

  /** Adds a point for each that the engine had. */
  void read(JudgedSample sample) {
    boolean first = series.isEmpty();
    Duration length = sample.counted().length();
    sample.beside().ifPresent(stretches::add);
    if (sample.answer().filter(Sample::counts).isEmpty()) {
      return;
    }
    if (first) {
      series.add(Instant.EPOCH, Answers.pods(NOTHING));
    }
    if (!first || !length.isZero()) {
      series.add(Instant.EPOCH.plus(length), Answers.pods(sample.counted()));
    }
  }

  Judgement judge(RolloutEvent event, JudgedSample sample) {
    List<String> recorded = terms.policies().stream().map(Extension::id).toList();
    List<Opinion> others =
        sample.opinions().stream().filter(o -> !recorded.contains(o.by())).toList();
    boolean unasked = others.stream().anyMatch(o -> o.by().equals(JudgedSample.READINESS));
    List<Opinion> asked =
        unasked ? List.of() : policies.judge(settings -> evidence(event, sample, settings));
    return Opinion.worst(Stream.concat(others.stream(), asked.stream()).toList(), terms.compare());
  }

  private Optional<Beside> beside() {
    if (!stretches.isEmpty()) {
      return Optional.of(new Beside(comparisons + steps, stretches));
    }
    return compared ? Optional.of(new Beside(comparisons, stretches)) : Optional.empty();
  }

  private Evidence evidence(RolloutEvent event, JudgedSample sample, Map<String, String> settings) {
    return new Evidence(
        new RolloutContext(event.rollout(), event.application(), 0, () -> {}),
        sample.watched(),
        sample.answer(),
        series,
        baseline,
        beside(),
        sample.desired(),
        sample.ready(),
        sample.restarts(),
        settings);
  }
}
