package io.verdigris.report;

import static io.verdigris.report.Told.SHOP;
import static io.verdigris.report.Told.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.report.Measured.Ruling;
import io.verdigris.spi.Judgement.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What samples tell over time, and who did what. */
class MeasuredTest {
  private final HtmlReport report = new HtmlReport("Report");

  private static Told monitored() {
    return new Told(SHOP)
        .numbered("web-1")
        .begins(100, Phase.PROMOTE)
        .switched(1_000, "blue", "green")
        .begins(1_100, Phase.MONITOR);
  }

  private static Told counted(Told told, long millis, String window) {
    return told.event(millis, Type.SAMPLE, "counted", Map.of("counted", window));
  }

  private Seen seen(Told told) {
    told.events().forEach(report::onEvent);
    return Seen.page(report);
  }

  @Test
  void a_quantile_lies_within_its_bucket_by_how_many_requests_are_below() {
    var counts = new TreeMap<>(Map.of(0.1, 50L, 0.5, 90L, Double.POSITIVE_INFINITY, 100L));

    assertThat(Latencies.quantile(counts, 0.25)).hasValueCloseTo(0.05, within(1e-9));
    assertThat(Latencies.quantile(counts, 0.5)).hasValueCloseTo(0.1, within(1e-9));
    assertThat(Latencies.quantile(counts, 0.7)).hasValueCloseTo(0.3, within(1e-9));
    assertThat(Latencies.quantile(counts, 0.99)).as("at least").hasValue(0.5);
    assertThat(Latencies.quantile(new TreeMap<>(), 0.5)).isEmpty();
    assertThat(Latencies.quantile(new TreeMap<>(Map.of(0.1, 0L)), 0.5)).isEmpty();
  }

  @Test
  void latency_is_that_since_the_sample_before_not_since_the_switch() {
    Told told = monitored();
    counted(told, 2_000, "PT1S 100 0 0.1=100 1.0=100 Infinity=100");
    counted(told, 3_000, "PT2S 200 0 0.1=100 1.0=200 Infinity=200");
    counted(told, 4_000, "PT1S 10 0 0.1=10 1.0=10 Infinity=10");

    Seen page = seen(told);

    assertThat(page.all("//*[local-name()='svg'][@aria-label='How long requests took']//title"))
        .containsExactly(
            "p50 50 ms, p95 95 ms, p99 99 ms",
            "p50 550 ms, p95 955 ms, p99 991 ms",
            "p50 50 ms, p95 95 ms, p99 99 ms");
    assertThat(page.fact("slowest sample")).containsExactly("p50 550 ms, p95 955 ms, p99 991 ms");
  }

  @Test
  void a_histogram_that_cannot_be_read_and_none_at_all_show_no_latency() {
    Told told = monitored();
    counted(told, 2_000, "nonsense");
    counted(told, 3_000, "PT1S 100 0");

    assertThat(seen(told).all("//*[@aria-label='How long requests took']")).isEmpty();
  }

  @Test
  void judgements_hold_until_the_next_one_or_the_end_of_their_phase() {
    Told told = monitored();
    told.judged(1_500, 10, "HOLD", "too few").judged(2_000, 20, "HOLD", "too few");
    told.judged(3_000, 900, "CONTINUE", "fine").judged(4_000, 990, "ROLL_BACK", "worse");
    told.at(4_100, Phase.ROLL_BACK, "WORSE", "worse").begins(5_000, Phase.CLEAN_UP);

    List<Ruling> rulings = Measured.rulings(told.story());

    assertThat(rulings)
        .extracting(Ruling::verdict, Ruling::from, Ruling::to)
        .containsExactly(
            tuple(Verdict.HOLD, ms(1_500), ms(3_000)),
            tuple(Verdict.CONTINUE, ms(3_000), ms(4_000)),
            tuple(Verdict.ROLL_BACK, ms(4_000), ms(4_100)));
    assertThat(seen(told).ofClass("ruling")).containsExactly("hold", "continue", "roll back");
  }

  @Test
  void a_step_shows_each_colours_share_of_the_traffic() {
    Told told = new Told(SHOP).numbered("web-1").begins(100, Phase.SHIFT);
    told.event(
        1_000,
        Type.SWITCHED,
        "10 % of the traffic is directed to green",
        Map.of("live", "blue", "beside", "green", "weight", "10", "epoch", "1"));
    told.begins(2_000, Phase.PROMOTE).switched(3_000, "blue", "green");
    told.begins(4_000, Phase.PROMOTED);

    assertThat(told.story().reigns())
        .extracting(Story.Reign::told)
        .containsExactly("blue 90 %, green 10 %", "green");
    Seen page = seen(told);
    assertThat(page.all("//div[contains(@class, 'shares')]/@title"))
        .containsExactly("blue 90 %, green 10 %");
    assertThat(page.all("//div[contains(@class, 'shares')]/u/@style"))
        .containsExactly("height:90%", "height:10%");
  }

  @Test
  void who_drove_it_and_who_asked_for_what_is_told_in_turn() {
    var events = new ArrayList<RolloutEvent>();
    events.add(
        RolloutEvent.of(
            ms(0), "web-1", SHOP, Phase.ADMIT, Type.PHASE, "ADMIT begins",
            Map.of("event", "START", "owner", "ci-1")));
    events.addAll(
        monitored()
            .event(1_200, Type.REQUEST, "approved by ann", Map.of("by", "ann"))
            .event(
                1_300,
                Type.PHASE,
                "taken over from ci-1",
                Map.of("event", "RESUME", "owner", "ci-2"))
            .events());
    events.forEach(report::onEvent);

    assertThat(Seen.page(report).all("//h3[.='Who did what']/following-sibling::div[1]//tr[td]"))
        .extracting(row -> row.replaceAll("\\s+", " "))
        .containsExactly(
            "+0 ms ci-1 begins to drive it",
            "+1.2 s ann approved by ann",
            "+1.3 s ci-2 taken over from ci-1");
  }
}
