package io.verdigris.benchmarks.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {
  private static Round round(String outcome, long millis) {
    var load = new Load(1000, 2, 0, Optional.of(Duration.ofMillis(millis)));
    var never = new Load(500, 0, 1, Optional.empty());
    return new Round(outcome, "a|b", Optional.empty(), Optional.empty(), load, never);
  }

  @Test
  void a_row_tells_least_median_and_most_of_all_rounds_and_their_sums() {
    List<Round> rounds =
        List.of(round("rolled-back", 3000), round("rolled-back", 1000), round("rolled-back", 1240));

    assertThat(Table.row(Case.ERRORS_20, Reading.pods(), rounds))
        .isEqualTo(
            "| 20 % errors | pods | rolled-back | – | – | 1.0 / 1.2 / 3.0 | – | 4,500 | 6 | 3 |"
                + " a\\|b |");
  }

  @Test
  void a_wrong_end_stands_out() {
    List<Round> rounds = List.of(round("rolled-back", 1), round("promoted", 1));

    assertThat(Table.row(Case.ERRORS_20, Reading.pods(), rounds))
        .contains("| rolled-back, **promoted** |");
  }

  @Test
  void each_row_has_a_cell_for_each_head() {
    String row = Table.row(Case.HEALTHY, Reading.pods(), List.of(round("promoted", 1)));

    assertThat(Table.HEAD.lines().map(line -> line.replaceAll("[^|]", "")).distinct())
        .containsExactly(row.replace("\\|", "").replaceAll("[^|]", ""));
  }
}
