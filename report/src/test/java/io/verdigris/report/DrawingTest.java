package io.verdigris.report;

import static io.verdigris.report.Told.ZERO;
import static io.verdigris.report.Told.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Figures, places and markup. */
class DrawingTest {
  @Test
  void durations_read_as_people_write_them() {
    assertThat(Amounts.duration(Duration.ofMillis(12))).isEqualTo("12 ms");
    assertThat(Amounts.duration(Duration.ofMillis(3_400))).isEqualTo("3.4 s");
    assertThat(Amounts.duration(Duration.ofSeconds(310))).isEqualTo("5 min 10 s");
    assertThat(Amounts.duration(Duration.ofMinutes(60))).isEqualTo("1 h");
    assertThat(Amounts.offset(ms(500), ms(0))).isEqualTo("\u2212500 ms");
  }

  @Test
  void figures_have_no_needless_digits() {
    assertThat(List.of(Amounts.decimal(0), Amounts.decimal(10), Amounts.decimal(100)))
        .containsExactly("0", "10", "100");
    assertThat(Amounts.percent(0.20066)).isEqualTo("20.1 %");
    assertThat(Amounts.count(1_234_567)).isEqualTo("1\u202f234\u202f567");
    assertThat(Plot.figure(100)).isEqualTo("100");
    assertThat(Plot.figure(0.126)).isEqualTo("0.13");
  }

  @Test
  void a_plots_top_is_a_round_figure_not_below_the_highest() {
    assertThat(Plot.ceiling(0)).isEqualTo(1);
    assertThat(Plot.ceiling(207)).isEqualTo(250);
    assertThat(Plot.ceiling(0.01)).isEqualTo(0.01);
    for (double figure = 0.001; figure < 1e6; figure *= 1.07) {
      assertThat(Plot.ceiling(figure)).isBetween(figure * 0.999999, figure * 1.6);
    }
  }

  @Test
  void places_are_percentages_and_stay_within_the_line() {
    var axis = new TimeAxis(ms(0), ms(-1_000), ms(9_000));

    assertThat(axis.place(ms(4_000))).isEqualTo(50);
    assertThat(axis.place(ms(-5_000))).isZero();
    assertThat(axis.place(ms(50_000))).isEqualTo(100);
  }

  @Test
  void ticks_are_few_and_one_of_them_is_zero_whatever_the_length() {
    for (long millis = 1; millis < Duration.ofDays(400).toMillis(); millis = millis * 3 / 2 + 1) {
      var axis = new TimeAxis(ZERO, ZERO.minusMillis(millis / 20), ZERO.plusMillis(millis));
      List<TimeAxis.Tick> ticks = axis.ticks();

      assertThat(ticks).hasSizeBetween(1, 11);
      assertThat(ticks).filteredOn(tick -> tick.label().equals("0")).hasSize(1);
    }
  }

  @Test
  void blue_and_green_have_their_own_colours_and_others_their_own_each() {
    var counts = new TreeMap<>(Map.of("blue v1", 1L, "green", 1L, "bluebird", 1L, "x", 1L));
    var palette = new Palette(List.of(new Bar(ZERO, Duration.ofSeconds(1), counts, counts)));

    assertThat(palette.classes())
        .containsEntry("blue v1", "v-blue")
        .containsEntry("green", "v-green")
        .containsEntry("bluebird", "v-other0")
        .containsEntry("x", "v-other1");
  }

  @Test
  void calls_are_counted_in_equal_stretches_reads_and_writes_apart() {
    var window = new Chart.Window(ms(0), ms(1_000));
    var calls = List.of(call(0, "GET", 200), call(5, "PATCH", 422), call(999, "GET", 0));

    var bins = new CallBins(calls, window, 10);

    assertThat(bins.most()).isEqualTo(2);
    assertThat(bins.filled())
        .containsExactly(
            new CallBins.Bin(ms(0), ms(100), 1, 1, 1),
            new CallBins.Bin(ms(900), ms(1_000), 1, 0, 1));
    assertThat(bins.filled().get(0).told())
        .isEqualTo("1 reads, 1 writes, 1 of them refused or unanswered");
  }

  @Test
  void a_failure_is_seen_however_small_its_share() {
    var out = new Markup();
    var plot = new Plot(out, new TimeAxis(ZERO, ZERO, ms(1_000)), 100, 10_000, "answers");
    plot.column(ms(0), ms(500), "a");
    plot.part("v-green", 9_999);
    plot.part("failed", 1);
    plot.endColumn();
    plot.end();

    assertThat(out.toString()).contains("class=\"failed\" x=\"0%\" y=\"0\" width=\"50%\"");
  }

  @Test
  void text_and_attributes_are_escaped() {
    var out = new Markup();
    out.element("p", "<&>\"'\u0001\ud800\ud83d\ude00", "title", "\"<");

    assertThat(out.toString())
        .isEqualTo(
            "<p title=\"&quot;&lt;\">&lt;&amp;&gt;&quot;&#39;\ufffd\ufffd\ud83d\ude00</p>\n");
  }

  @Test
  void markup_with_an_open_element_is_refused() {
    var out = new Markup();
    out.open("p");

    assertThatThrownBy(out::toString).hasMessageContaining("p");
  }

  private static Calls.Call call(long at, String verb, int status) {
    return new Calls.Call(ms(at), verb, "/api", status);
  }
}
