package io.verdigris.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.verdigris.benchmarks.process.RequestKind;
import io.verdigris.benchmarks.report.Chart;
import io.verdigris.benchmarks.report.LeastSquares;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void what_a_worker_says_is_understood_whatever_text_it_holds() {
    var line = Line.of("ended", "name", "app-1", "reason", "a = b, 100 %\nand more");

    assertThat(Line.isOne(line.toString())).isTrue();
    assertThat(Line.parse(line.toString())).isEqualTo(line);
    assertThat(Line.isOne("[0.5s][info] Started recording 1.")).isFalse();
  }

  @Test
  void figures_come_back_as_they_were_told() {
    var figures =
        new Figures(1, 2, 3, Duration.ofMillis(4), 5, 6, 7, Map.of("GET pods", 8L, "WATCH x", 9L));

    assertThat(Figures.of(Line.parse(figures.line().toString()))).isEqualTo(figures);
    assertThat(figures.allRequests()).isEqualTo(17);
    assertThat(figures.watches()).isEqualTo(9);
  }

  @Test
  void requests_are_counted_by_verb_and_resource() {
    String shop = "/api/v1/namespaces/shop";
    assertThat(kind("DELETE", shop + "/pods/web-1")).isEqualTo("DELETE pods");
    assertThat(kind("GET", shop + "/pods/web-1")).isEqualTo("GET pods");
    assertThat(kind("GET", shop + "/pods?labelSelector=a")).isEqualTo("LIST pods");
    assertThat(kind("GET", shop + "/pods?watch=true")).isEqualTo("WATCH pods");
    assertThat(kind("GET", shop)).isEqualTo("GET namespaces");
    assertThat(kind("PATCH", "/apis/apps/v1/namespaces/shop/deployments/web"))
        .isEqualTo("PATCH deployments");
    assertThat(kind("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"))
        .isEqualTo("POST selfsubjectaccessreviews");
  }

  private static String kind(String method, String address) {
    URI uri = URI.create("http://localhost" + address);
    return RequestKind.of(method, uri.getPath(), String.valueOf(uri.getQuery()));
  }

  @Test
  void quantiles_are_numbers_that_were_there() {
    var all = Quantiles.of(LongStream.rangeClosed(1, 200).boxed().toList());

    assertThat(List.of(all.at(0), all.at(0.5), all.at(0.99), all.at(1)))
        .containsExactly(1L, 100L, 198L, 200L);
    assertThat(Quantiles.of(List.of()).at(0.5)).isZero();
  }

  @Test
  void the_exponent_of_a_power_is_found() {
    var points =
        DoubleStream.of(10, 100, 1000)
            .mapToObj(x -> new Chart.Point(x, 3 * Math.pow(x, 0.8)))
            .toList();

    assertThat(LeastSquares.exponent(points)).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void a_machine_is_as_busy_as_its_ticks_say() {
    assertThat(new Machine(30, 200).busySince(new Machine(5, 100))).isEqualTo(0.25);
  }
}
