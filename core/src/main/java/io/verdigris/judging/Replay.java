package io.verdigris.judging;

import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutListener;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges a rollout again from its record: tell it the rollout's events in their order. Its policies
 * are asked at each sample at which the recorded ones were, with the same readings; what was judged
 * without a policy stands. It ends where traffic would have gone back or the soak would have ended
 * well. Memory does not grow with the record. Not safe for use by several threads.
 */
public final class Replay implements RolloutListener {
  private final Optional<Policies> others;
  private final List<Change> changes = new ArrayList<>();
  private Optional<Instant> switched = Optional.empty();
  private Optional<Duration> wentBack = Optional.empty();
  private Optional<Change> last = Optional.empty();
  private Optional<RolloutEvent> outcome = Optional.empty();
  private @Nullable Course course;
  private @Nullable End end;
  private Duration watched = Duration.ZERO;
  private Phase phase = Phase.ADMIT;
  private Optional<JudgedSample> seen = Optional.empty();

  /** The latest judgement, also where it decides nothing yet. */
  private Optional<Change> latest = Optional.empty();

  /** How a rollout would have ended. */
  public enum End {
    /** The soak would have ended well. */
    PROMOTED,
    /** Traffic would have gone back. */
    ROLLED_BACK,
    /** It cannot be told by what was recorded; at the end of a soak a person must look. */
    INCONCLUSIVE
  }

  /**
   * A judgement whose verdict is another than before.
   *
   * @param after the time since the switch
   * @param judgement the worst of the policies'
   */
  public record Change(Duration after, Judgement judgement) {}

  /**
   * What came of it.
   *
   * @param policies what judged
   * @param changes the first judgement and each whose verdict is another than before
   * @param end how the rollout would have ended
   * @param after the time from the switch until then
   * @param why the reason, with its figures
   * @param wentBack the time from the switch until traffic was moved back, as recorded; empty when
   *     it was not
   * @param happened the recorded {@code OUTCOME}; empty when the record has none
   */
  public record Result(
      List<Extension> policies,
      List<Change> changes,
      End end,
      Duration after,
      String why,
      Optional<Duration> wentBack,
      Optional<RolloutEvent> happened) {
    /** Copies the lists. */
    public Result {
      policies = List.copyOf(policies);
      changes = List.copyOf(changes);
    }
  }

  private Replay(Optional<Policies> others) {
    this.others = others;
  }

  /** Makes one that asks the recorded policies. */
  public static Replay asRecorded() {
    return new Replay(Optional.empty());
  }

  /**
   * Makes one that asks other policies.
   *
   * @throws io.verdigris.ProviderSelectionException when no module offers one of them
   */
  public static Replay under(List<Extension> policies) {
    return new Replay(Optional.of(Policies.of(policies)));
  }

  /**
   * Takes the next event.
   *
   * @throws IllegalArgumentException naming field, value and rule when it cannot be replayed
   * @throws io.verdigris.ProviderSelectionException when no module offers a recorded policy
   */
  @Override
  public void onEvent(RolloutEvent event) {
    switch (event.type()) {
      case SWITCHED -> switched(event);
      case TERMS -> course = Course.begin(Terms.of(event.details()), others);
      case SAMPLE -> sample(event, JudgedSample.of(event.details()));
      case PHASE -> phase(event);
      case OUTCOME -> outcome = Optional.of(event);
      case WAITING, DONE, RETRY, JUDGEMENT, REQUEST -> {}
    }
  }

  private void switched(RolloutEvent event) {
    if (event.phase() == Phase.ROLL_BACK) {
      wentBack = switched.map(forward -> Duration.between(forward, event.at()));
    } else {
      switched = switched.or(() -> Optional.of(event.at()));
    }
  }

  private void sample(RolloutEvent event, JudgedSample sample) {
    if (course == null) {
      throw new IllegalArgumentException(
          "a sample comes before the event of type \"terms\" that says what it was judged by");
    }
    switched = switched.or(() -> Optional.of(event.at()));
    course.read(sample);
    seen = Optional.of(sample);
    if (end == null && !sample.opinions().isEmpty()) {
      judged(event, sample, course.judge(event, sample));
    }
  }

  private void judged(RolloutEvent event, JudgedSample sample, Judgement judgement) {
    var now = new Change(Duration.between(switched.orElseThrow(), event.at()), judgement);
    Verdict verdict = judgement.verdict();
    latest = Optional.of(now);
    if (changes.isEmpty() || changes.get(changes.size() - 1).judgement().verdict() != verdict) {
      changes.add(now);
    }
    if (verdict == Verdict.ROLL_BACK) {
      last = Optional.of(now);
      end = End.ROLLED_BACK;
    } else if (event.phase() == Phase.MONITOR) {
      last = Optional.of(now);
      watched = sample.watched();
      endWell(watched.compareTo(soak()) >= 0);
    }
  }

  /** The engine decides a moment after its last look: what follows tells that the soak was over. */
  private void phase(RolloutEvent event) {
    Phase begun = event.phase();
    if (begun == Phase.COMPARE && course != null) {
      course.comparing();
    } else if (begun == Phase.MONITOR && phase == Phase.COMPARE && course != null) {
      Course compared = course;
      seen.ifPresent(sample -> compared.compared(event, sample));
    } else if (phase == Phase.SHIFT && course != null && begun != Phase.ROLL_BACK) {
      course.stepped();
    } else if (begun == Phase.ROLL_BACK) {
      backUnconfirmed();
    }
    phase = begun;
    if (begun == Phase.DECOMMISSION || begun == Phase.PROMOTED) {
      watched = soak();
      endWell(true);
    }
  }

  /** What is still suspect when the comparison is over goes back. */
  private void backUnconfirmed() {
    Optional<Change> suspected =
        latest.filter(change -> change.judgement().verdict() == Verdict.SUSPECT);
    if (end == null && suspected.isPresent()) {
      last = suspected;
      end = End.ROLLED_BACK;
    }
  }

  private void endWell(boolean over) {
    boolean well = last.filter(l -> l.judgement().verdict() == Verdict.CONTINUE).isPresent();
    if (end == null && over && well) {
      end = End.PROMOTED;
    }
  }

  private Duration soak() {
    return course == null ? Duration.ZERO : course.terms().soak();
  }

  /** Returns what came of it so far. */
  public Result result() {
    return new Result(
        course == null ? List.of() : course.policies().extensions(),
        changes,
        end == null ? End.INCONCLUSIVE : end,
        last.map(Change::after).orElse(Duration.ZERO),
        why(),
        wentBack,
        outcome);
  }

  private String why() {
    if (last.isEmpty()) {
      return "the record holds no sample that was judged";
    }
    String why = last.get().judgement().why();
    boolean early = end == null && watched.compareTo(soak()) < 0;
    return early
        ? "the record ends after "
            + spoken(watched)
            + " of a soak of "
            + spoken(soak())
            + "; by then: "
            + why
        : why;
  }

  /** Returns such as {@code 1h30m}. */
  private static String spoken(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
