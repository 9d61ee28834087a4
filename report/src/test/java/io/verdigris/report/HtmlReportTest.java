package io.verdigris.report;

import static io.verdigris.report.Told.SHOP;
import static io.verdigris.report.Told.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final String HOSTILE =
      "</style><script>alert('x')</script>\"' onload=\"x\" & \u0000 \ud800 <b>";

  private final HtmlReport report = new HtmlReport("Report");

  @Test
  void an_empty_report_says_so() {
    Seen page = Seen.page(report);

    assertThat(page.all("//h1")).containsExactly("Report");
    assertThat(page.text()).contains("No rollout has told anything yet");
  }

  @Test
  void a_promotion_shows_its_phases_with_their_times() {
    tell(Told.promotion());

    List<String> rows = Seen.page(report).all("//h3[.='Phases']/following-sibling::table/tr");

    assertThat(rows).hasSize(9);
    assertThat(rows.get(4).split("\\s*\n\\s*")).containsExactly("VERIFY", "+2 s", "900 ms");
    assertThat(rows.get(8).split("\\s*\n\\s*")).containsExactly("DECOMMISSION", "+8.5 s", "1.5 s");
  }

  @Test
  void at_a_glance_one_sees_where_traffic_went() {
    tell(Told.promotion());
    tell(Told.rollback());

    Seen page = Seen.page(report);

    assertThat(page.all("//header//*[@class='path']"))
        .extracting(path -> path.replaceAll("\\s+", " "))
        .containsExactly("blue \u2192 green", "green \u2192 blue \u2192 green");
    assertThat(page.ofClass("turn")).containsExactly("to green", "to blue", "back to green");
    assertThat(page.all("//header//*[contains(@class, 'badge')]"))
        .containsExactly("promoted", "rolled-back");
    assertThat(page.all("//ol[@class='overview']/li")).hasSize(2);
  }

  @Test
  void answers_are_counted_with_who_failed_and_when() {
    tell(Told.rollback());
    for (int i = 0; i < 6_000; i += 10) {
      report.answer(ms(i), "green v2", false);
    }
    report.answer(ms(3_300), "blue v3", true);
    report.answer(ms(4_600), "blue v3", true);
    report.answer(ms(4_700), "no answer", true);
    report.answer(ms(4_700), "blue v3", false);

    Seen page = Seen.page(report);

    assertThat(page.fact("answers shown")).containsExactly("604");
    assertThat(page.fact("failed")).containsExactly("3 (0.5 %): blue v3 2, no answer 1");
    assertThat(page.fact("first to last failure")).containsExactly("+3.25 s to +4.75 s, 1.5 s");
    assertThat(page.all("//ul[@class='legend']/li")).contains("blue v3", "green v2", "failed");
  }

  @Test
  void samples_that_changed_the_judgement_stand_open_and_all_are_folded() {
    Told told = Told.rollback();
    for (int i = 0; i < 5_000; i++) {
      told.judged(3_200 + i, i, i == 0 ? "BLIND" : i < 4_000 ? "CONTINUE" : "ROLL_BACK", HOSTILE);
    }
    tell(told);

    Seen page = Seen.page(report);
    List<String> open =
        page.all("//h3[starts-with(., 'Samples')]/following-sibling::div[1]//tr[td]");

    assertThat(open).hasSize(4);
    assertThat(open.get(0)).contains("+3.2 s", "blind", "hard-limits BLIND: ", "alert('x')");
    assertThat(open.get(1)).contains("continue").doesNotContain("roll back");
    assertThat(open.get(2)).contains("4000", "roll back");
    assertThat(open.get(3)).contains("4999", "roll back");
    assertThat(page.all("//details[summary='1\u202f667 of 5\u202f000 samples']//tr[td]"))
        .hasSize(1_667);
    assertThat(page.text()).doesNotContain("0.1=7");
  }

  @Test
  void what_no_failure_happened_in_has_no_row_of_failures() {
    tell(Told.promotion());
    report.answer(ms(50), "blue v1", false);

    Seen page = Seen.page(report);

    assertThat(page.fact("failed")).containsExactly("0");
    assertThat(page.all("//svg/@aria-label | //*[local-name()='svg']/@aria-label"))
        .containsExactly("Answers a second by version");
  }

  @Test
  void answers_outside_of_a_rollout_are_not_counted_with_it() {
    tell(Told.promotion());
    report.answer(ms(-60_000), "blue", true);
    report.answer(ms(60_000), "green", true);
    report.answer(ms(1_000), "blue", false);

    assertThat(Seen.page(report).fact("answers shown")).containsExactly("1");
  }

  @Test
  void without_answers_the_samples_are_drawn() {
    var told = new Told(SHOP).numbered("web-1").begins(10, Phase.MONITOR);
    told.sample(1_000, 100, 0).sample(2_000, 250, 10);
    tell(told);

    Seen page = Seen.page(report);

    assertThat(page.fact("answers shown")).containsExactly("250");
    assertThat(page.fact("failed").get(0)).startsWith("10 (4 %)");
  }

  @Test
  void calls_are_counted_by_phase_and_listed() {
    tell(Told.promotion());
    report.apiCall(ms(600), "GET", "/api/v1/namespaces/shop/services/web", 200);
    report.apiCall(ms(3_000), "PATCH", "/api/v1/namespaces/shop/services/web", 422);
    report.apiCall(ms(3_050), "PATCH", "/api/v1/namespaces/shop/services/web", 0);
    report.apiCall(ms(90_000), "DELETE", "/api/v1/namespaces/shop", 200);

    Seen page = Seen.page(report);

    assertThat(page.fact("API calls")).containsExactly("3, 2 of them writes");
    assertThat(page.all("//tr[normalize-space(td[1])='PROMOTE']/td[4]")).containsExactly("2");
    assertThat(page.all("//summary"))
        .containsExactly(
            "All events: 11", "Calls to the API server: 3", "Calls outside of rollouts: 1");
    assertThat(page.ofClass("bad")).contains("422", "no answer");
  }

  @Test
  void of_too_many_calls_the_last_ones_are_only_counted() {
    for (int i = 0; i < 5_003; i++) {
      report.apiCall(ms(i), "GET", "/api", 200);
    }

    assertThat(Seen.page(report).text())
        .contains("Of 5\u202f003 calls in all the last 3 were only counted");
  }

  @Test
  void a_rollout_under_way_is_shown_as_far_as_it_is() {
    tell(new Told(SHOP).numbered("web-7").begins(100, Phase.DEPLOY));

    Seen page = Seen.page(report);

    assertThat(page.ofClass("badge")).containsExactly("under way");
    assertThat(page.ofClass("reason")).containsExactly("DEPLOY begins");
    assertThat(page.all("//h2")).containsExactly("web-7 shop/web");
    assertThat(page.ofClass("reign")).isEmpty();
  }

  @Test
  void notes_and_reason_of_an_outcome_are_told() {
    tell(Told.promotion());
    report.outcome(
        SHOP,
        new RolloutOutcome.Promoted(
            "web-1", Optional.of(Colour.GREEN), "green is live", List.of("drained by force")));

    Seen page = Seen.page(report);

    assertThat(page.all("//tr[td[.='note']]/td[3]")).containsExactly("drained by force");
    assertThat(page.ofClass("reason")).containsExactly("green is live");
  }

  @Test
  void each_refused_rollout_has_its_own_findings() {
    tell(new Told(SHOP).ends(10, "rejected", "blue", "first"));
    tell(new Told(SHOP).ends(20, "rejected", "blue", "second"));
    report.outcome(SHOP, refused("first", "a"));
    report.outcome(SHOP, refused("second", "b"));

    Seen page = Seen.page(report);

    assertThat(page.ofClass("reason")).containsExactly("first", "second");
    assertThat(page.all("//tr[td[.='finding']]/td[3]"))
        .satisfiesExactly(
            first -> assertThat(first).contains("field-a"),
            second -> assertThat(second).contains("field-b"));
  }

  @Test
  void hostile_text_stays_text() {
    var hostile = new HtmlReport(HOSTILE);
    var told = Told.rollback();
    told.event(5_900, RolloutEvent.Type.RETRY, HOSTILE, Map.of(HOSTILE, HOSTILE));
    told.switched(5_950, HOSTILE, HOSTILE).ends(5_990, HOSTILE, HOSTILE, HOSTILE);
    told.events().forEach(hostile::onEvent);
    hostile.answer(ms(1_000), HOSTILE, false);
    hostile.answer(ms(1_000), HOSTILE, true);
    hostile.apiCall(ms(1_000), HOSTILE, HOSTILE, 200);

    Seen page = Seen.page(hostile);

    assertThat(page.all("//*[local-name()='script']")).isEmpty();
    assertThat(page.all("//@onload")).isEmpty();
    assertThat(page.all("//h1").get(0)).startsWith("</style><script>alert('x')</script>");
    assertThat(hostile.html()).doesNotContain("<script").contains("&lt;script&gt;");
  }

  @Test
  void the_page_needs_nothing_else() {
    tell(Told.promotion());

    assertThat(report.html())
        .doesNotContain("<script", "<link", "src=", "url(", "@import")
        .contains("prefers-color-scheme: dark", "name=\"viewport\"");
  }

  @Test
  void answers_of_several_threads_are_all_counted_while_the_page_is_written() throws Exception {
    tell(Told.promotion());
    var pool = Executors.newFixedThreadPool(4);
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int task = 0; task < 4; task++) {
      tasks.add(
          () -> {
            for (int i = 0; i < 5_000; i++) {
              report.answer(ms(i), "green", false);
            }
            Seen.page(report);
            return null;
          });
    }
    for (var done : pool.invokeAll(tasks)) {
      done.get();
    }
    pool.shutdown();

    assertThat(Seen.page(report).fact("answers shown")).containsExactly("20\u202f000");
  }

  @Test
  void a_long_and_busy_rollout_makes_no_large_page() {
    var told = new Told(SHOP).numbered("web-1").begins(10, Phase.MONITOR);
    long day = Duration.ofHours(13).toMillis();
    for (long at = 0; at < day; at += 2_000) {
      told.sample(at, at / 10, at / 1_000);
      report.answer(ms(at), "green v" + at % 97, at % 3 == 0);
    }
    tell(told);

    Seen page = Seen.page(report);

    assertThat(report.html().length()).isLessThan(1_000_000);
    assertThat(page.fact("answers shown")).containsExactly("23\u202f400");
    assertThat(page.text()).contains("events were left out");
  }

  @Test
  void writing_makes_the_directory(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("a/b/report.html");

    report.write(file);
    report.write(file);

    assertThat(Files.readString(file)).isEqualTo(report.html());
  }

  @Test
  void a_file_that_cannot_be_written_is_named(@TempDir Path directory) {
    assertThatThrownBy(() -> report.write(directory))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(directory.toString());
  }

  private void tell(Told told) {
    told.events().forEach(report::onEvent);
  }

  private static RolloutOutcome refused(String reason, String what) {
    var finding = new Finding("field-" + what, "value", "is wrong", "mend it");
    return new RolloutOutcome.Rejected(
        "web", Optional.of(Colour.BLUE), reason, List.of(), List.of(finding));
  }
}
