package io.verdigris.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgoMetricsTest {
  private static final String TEXT =
      """
      # TYPE controller_clientset_k8s_request_total counter
      controller_clientset_k8s_request_total{kind="services",name="web",status_code="200",verb="Patch"} 2
      controller_clientset_k8s_request_total{kind="services",name="web",status_code="409",verb="Patch"} 1
      controller_clientset_k8s_request_total{kind="pods",name="",status_code="200",verb="Watch"} 1.1e+01
      process_cpu_seconds_total 1.25
      process_resident_memory_bytes 8.6798336e+07
      """;

  @Test
  void requests_are_summed_by_verb_and_kind_whatever_became_of_them() throws IOException {
    Usage usage = ArgoMetrics.parse(TEXT);

    assertThat(usage.requests()).isEqualTo(Map.of("PATCH services", 3L, "WATCH pods", 11L));
    assertThat(usage.cpu()).isEqualTo(Duration.ofMillis(1250));
    assertThat(usage.resident()).isEqualTo(86_798_336);
  }

  @Test
  void what_was_used_since_is_the_difference_and_the_memory_of_now() throws IOException {
    Usage later = new Usage(Map.of("PATCH services", 5L, "WATCH pods", 11L), ofMillis(1300), 7);

    Usage between = later.since(ArgoMetrics.parse(TEXT));

    assertThat(between).isEqualTo(new Usage(Map.of("PATCH services", 2L), ofMillis(50), 7));
    assertThat(between.total()).isEqualTo(2);
  }

  @Test
  void another_programs_meters_are_refused() {
    assertThatThrownBy(() -> ArgoMetrics.parse("process_cpu_seconds_total 1\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no meters of an Argo Rollouts controller");
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }
}
