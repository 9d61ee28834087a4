package io.verdigris.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

class ReportTest {
  @Test
  void the_median_of_an_even_number_lies_between_both_in_the_middle() {
    assertThat(Spread.of(List.of(4, 1, 3, 2))).isEqualTo(new Spread(1, 2.5, 4, 4));
    assertThat(Spread.of(List.of(7L)).toString()).isEqualTo("7 / 7 / 7");
    assertThat(Spread.of(List.of(0.123, 12.34, 1234.5)).toString())
        .isEqualTo("0.12 / 12.3 / 1,235");
    assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("no figure");
  }

  @Test
  void bars_are_drawn_on_one_scale(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("pictures/bars.svg");
    Chart.bars("Switch & back", "ms")
        .bar("one <1>", new Spread(10, 20, 100, 3))
        .bar("other", new Spread(5, 5, 50, 3), 1)
        .write(file);

    Document svg = xml(Files.readString(file));
    var bars = svg.getElementsByTagName("rect");
    double longest = number(bars.item(1), "width");
    double shorter = number(bars.item(3), "width");
    assertThat(longest / shorter).isBetween(1.99, 2.01);
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("Switch & back");
  }

  @Test
  void a_line_of_exponent_one_is_straight() throws Exception {
    var points =
        List.of(new Chart.Point(10, 3), new Chart.Point(100, 30), new Chart.Point(1000, 300));
    Document svg = xml(Chart.lines("Fleet", "applications", "s").line("time", points).svg());

    var circles = svg.getElementsByTagName("circle");
    assertThat(number(circles.item(0), "cy") - number(circles.item(1), "cy"))
        .isCloseTo(number(circles.item(1), "cy") - number(circles.item(2), "cy"), within(0.2));
    assertThatThrownBy(() -> Chart.lines("", "", "").line("none", List.of(new Chart.Point(1, 0))))
        .hasMessageContaining("not above zero");
  }

  private static double number(Node node, String attribute) {
    return Double.parseDouble(node.getAttributes().getNamedItem(attribute).getNodeValue());
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }
}
