package io.verdigris.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpositionTest {

  @Test
  void reads_names_labels_and_values() {
    assertThat(read("# HELP a some help\n# TYPE a counter\na{x=\"1\",y=\"2\"} 3\na 4e2\n"))
        .containsExactly(
            new Series("a", Map.of("x", "1", "y", "2"), 3), new Series("a", Map.of(), 400));
  }

  @Test
  void reads_escapes_in_label_values() {
    assertThat(read("a{path=\"C:\\\\dir \\\"x\\\" \\n, } end\"} 1"))
        .containsExactly(new Series("a", Map.of("path", "C:\\dir \"x\" \n, } end"), 1));
  }

  @Test
  void reads_blanks_and_a_trailing_comma() {
    assertThat(read("\r\n  a { x = \"1\" , }\t 3 \r\n\n"))
        .containsExactly(new Series("a", Map.of("x", "1"), 3));
    assertThat(read("a{} 3")).containsExactly(new Series("a", Map.of(), 3));
  }

  @Test
  void reads_infinities_and_what_is_no_number() {
    assertThat(read("a +Inf\na -Inf\na NaN"))
        .extracting(Series::value)
        .containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN);
  }

  @Test
  void passes_over_timestamps_and_exemplars() {
    String text =
        """
        a{x="1"} 3 1395066363000
        a{x="2"} 4 # {trace="7"} 0.5 1395066363.1
        # EOF
        """;
    assertThat(read(text)).extracting(Series::value).containsExactly(3.0, 4.0);
  }

  @Test
  void passes_over_metrics_that_are_not_wanted_even_malformed_ones() {
    assertThat(read("ab 1\nb{x 2\na_total 5\na 3")).extracting(Series::value).containsExactly(3.0);
  }

  @Test
  void names_the_line_that_cannot_be_read() {
    for (String line :
        List.of("a", "a x", "a{x=\"1\" 3", "a{x=1} 3", "a{x=\"1} 3", "a{x=\"1\"y=\"2\"} 3")) {
      assertThatThrownBy(() -> read("a 1\n" + line))
          .as(line)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("line 2 of the metrics is malformed");
    }
  }

  private static List<Series> read(String text) {
    return Exposition.read(text, Set.of("a"));
  }
}
