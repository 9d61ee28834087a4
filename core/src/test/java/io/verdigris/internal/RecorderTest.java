package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.judging.JudgedSample;
import io.verdigris.judging.Replay;
import io.verdigris.judging.Terms;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final Duration STEP = Duration.ofMillis(100);

  private final Scene scene = new Scene(Phase.MONITOR, Step.WATCH);

  @Test
  void what_is_judged_by_is_told_once_before_the_first_sample() {
    count(0, 0);
    count(10, 1);

    assertThat(scene.told())
        .extracting(RolloutEvent::type)
        .containsSubsequence(Type.TERMS, Type.SAMPLE, Type.JUDGEMENT, Type.SAMPLE)
        .containsOnlyOnce(Type.TERMS);
    Terms terms = Terms.of(scene.told().get(0).details());
    assertThat(terms.soak()).isEqualTo(Duration.ofMinutes(1));
    assertThat(terms.policies())
        .containsExactly(HardLimits.limits().maxErrorRate(0.01).extension());
  }

  @Test
  void the_settings_of_a_policy_that_discloses_none_are_in_no_event() {
    RollbackPolicy own = evidence -> Judgement.goOn("fine");
    Extension named = Extension.of(Extension.Kind.POLICY, "own", Map.of("token", "s3cret"));
    scene.judgedBy(new Named<>(named, own), false).counting(Map.of("a", 7L)).watch();

    assertThat(scene.told()).anyMatch(event -> event.type() == Type.TERMS);
    assertThat(scene.told()).noneMatch(event -> event.toString().contains("s3cret"));
  }

  @Test
  void a_sample_tells_all_that_was_judged_and_every_judgement() {
    scene.pods("a", "b").metrics(new Sample.Failed("connection refused")).watch();

    JudgedSample sample = JudgedSample.of(samples().get(0).details());

    assertThat(sample.answer()).contains(new Sample.Failed("connection refused"));
    assertThat(sample.ready()).isEqualTo(2);
    assertThat(sample.desired()).isEqualTo(3);
    assertThat(sample.opinions())
        .satisfiesExactly(
            opinion -> {
              assertThat(opinion.by()).isEqualTo(JudgedSample.BLINDNESS);
              assertThat(opinion.judgement().verdict()).isEqualTo(Verdict.BLIND);
              assertThat(opinion.judgement().why()).contains("connection refused");
            },
            opinion -> assertThat(opinion.by()).isEqualTo("hard-limits"));
    assertThat(samples().get(0).details()).containsEntry("live", "green");
  }

  @Test
  void what_is_read_while_traffic_is_confirmed_is_told_though_nothing_is_judged() {
    var confirming = new Scene(Phase.CONFIRM, Step.EVIDENCE);
    confirming.counting(Map.of("a", 7L)).forward();

    assertThat(confirming.told())
        .filteredOn(event -> event.type() == Type.SAMPLE)
        .singleElement()
        .satisfies(event -> assertThat(JudgedSample.of(event.details()).judgement()).isEmpty());
  }

  @Test
  void a_replay_has_the_very_readings_and_judges_the_same() {
    for (int i = 0; i <= 400; i++) {
      count(i * 7L, i / 40);
      if (i % 50 == 20) {
        scene.metrics(new Sample.Missing("no series")).after(STEP).watch();
      }
    }
    for (int i = 1; i < 20; i++) {
      count(2800 + i * 7L, 10 + i);
    }

    var replay = Replay.asRecorded();
    for (RolloutEvent event : scene.told()) {
      replay.onEvent(event);
      boolean judged = event.type() == Type.JUDGEMENT;
      if (judged) {
        List<Replay.Change> changes = replay.result().changes();
        Replay.Change last = changes.get(changes.size() - 1);
        assertThat(last.judgement().why()).isEqualTo(event.message());
        assertThat(last.judgement().verdict()).hasToString(event.details().get("judgement"));
      }
    }
    assertThat(replay.result().end()).isEqualTo(Replay.End.ROLLED_BACK);
    assertThat(replay.result().changes()).hasSizeGreaterThan(10);
  }

  private List<RolloutEvent> samples() {
    return scene.told().stream().filter(event -> event.type() == Type.SAMPLE).toList();
  }

  private void count(long requests, long errors) {
    var buckets = new TreeMap<>(Map.of(0.1, requests / 2, Double.POSITIVE_INFINITY, requests));
    var counters = new Counters(1000 + requests, 5 + errors, buckets, OptionalLong.empty());
    var now = Sample.AsOf.at(scene.now());
    scene.metrics(new Sample.Value(Map.of("a", counters), now)).watch();
    scene.after(STEP);
  }
}
