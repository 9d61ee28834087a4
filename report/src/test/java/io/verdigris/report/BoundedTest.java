package io.verdigris.report;

import static io.verdigris.report.Told.SHOP;
import static io.verdigris.report.Told.ZERO;
import static io.verdigris.report.Told.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What keeps a report's memory and its page bounded, and what is kept all the same. */
class BoundedTest {
  @Test
  void samples_go_before_anything_else() {
    var kept = new BoundedEvents(100);
    var told = Told.promotion();
    for (int i = 0; i < 500; i++) {
      told.sample(10_000 + i, i, 0);
    }
    told.events().forEach(kept::add);

    assertThat(kept.kept()).hasSizeLessThanOrEqualTo(100);
    assertThat(kept.kept()).containsAll(Told.promotion().events());
    assertThat(kept.dropped()).isEqualTo(told.events().size() - kept.kept().size());
  }

  @Test
  void a_sample_that_changed_the_judgement_stays() {
    var kept = new BoundedEvents(100);
    var told = Told.promotion();
    for (int i = 0; i < 2_000; i++) {
      told.judged(10_000 + i, i, i % 500 == 250 ? "HOLD" : "CONTINUE", "");
    }
    told.events().forEach(kept::add);

    assertThat(kept.kept())
        .filteredOn(event -> "HOLD".equals(event.details().get("judgement")))
        .hasSize(4);
    assertThat(kept.kept()).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void applications_in_step_lose_the_same_share_of_samples() {
    var kept = new BoundedEvents(100);
    Application other = new Application("shop", "other");
    for (int i = 0; i < 60; i++) {
      kept.add(event(SHOP, i, Type.SAMPLE));
      kept.add(event(other, i, Type.SAMPLE));
    }

    long shop = kept.kept().stream().filter(e -> e.application().equals(SHOP)).count();

    assertThat(shop).isBetween(20L, 45L);
    assertThat(kept.kept().size() - shop).isBetween(20L, 45L);
  }

  @Test
  void the_oldest_go_when_nothing_repeats() {
    var kept = new BoundedEvents(10);
    for (int i = 0; i < 35; i++) {
      kept.add(event(SHOP, i, Type.DONE));
    }

    List<RolloutEvent> events = kept.kept();

    assertThat(events).hasSizeBetween(9, 10);
    assertThat(events.get(events.size() - 1).at()).isEqualTo(ms(34));
    assertThat(kept.dropped()).isEqualTo(35 - events.size());
  }

  @Test
  void answers_in_ever_longer_bins_keep_their_number() {
    var answers = new Answers(64);
    for (int second = 0; second < 5_000; second++) {
      answers.add(ZERO.plusSeconds(second), "green", second % 10 == 0);
    }

    List<Bar> bars = answers.between(ZERO, ZERO.plusSeconds(5_000));

    assertThat(bars).hasSizeLessThanOrEqualTo(64);
    assertThat(bars.stream().mapToLong(Bar::total).sum()).isEqualTo(5_000);
    assertThat(bars.stream().mapToLong(Bar::failed).sum()).isEqualTo(500);
  }

  @Test
  void one_answer_in_a_while_is_merged_too() {
    var answers = new Answers(4);
    for (int hour = 0; hour < 100; hour++) {
      answers.add(ZERO.plus(Duration.ofHours(hour)), "green", false);
    }

    assertThat(answers.between(ZERO, ZERO.plus(Duration.ofHours(100)))).hasSizeBetween(1, 4);
  }

  @Test
  void versions_after_the_twelfth_are_counted_together() {
    var answers = new Answers();
    for (int i = 0; i < 40; i++) {
      answers.add(ZERO, "v" + i, false);
    }

    Bar bar = answers.between(ZERO, ZERO).get(0);

    assertThat(bar.answered()).hasSize(13).containsEntry("other", 28L);
  }

  @Test
  void merged_bars_cover_the_same_time_and_count_the_same() {
    List<Bar> bars = new java.util.ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      var counts = new TreeMap<>(Map.of("green", 3L));
      bars.add(new Bar(ms(i * 250L), Duration.ofMillis(250), counts, new TreeMap<>()));
    }

    List<Bar> merged = Bar.atMost(240, bars);

    assertThat(merged).hasSizeLessThanOrEqualTo(240);
    assertThat(merged.get(0).from()).isEqualTo(ms(0));
    assertThat(merged.get(merged.size() - 1).end()).isEqualTo(ms(1_001 * 250L));
    assertThat(merged.stream().mapToLong(Bar::total).sum()).isEqualTo(3_003);
  }

  private static RolloutEvent event(Application application, long at, Type type) {
    return RolloutEvent.of(
        ms(at), application.service() + "-1", application, Phase.MONITOR, type, "", Map.of());
  }
}
