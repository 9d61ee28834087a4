package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.testkit.cluster.HttpMessage.Field;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestAppTest {
  private final Lab lab = new Lab();
  private String pod = "";

  @BeforeEach
  void one_pod_runs() {
    lab.create(Lab.web("blue", 1, Map.of()).build());
    lab.untilReady("web-blue", 1);
    pod = lab.pods().get(0).getMetadata().getName();
  }

  @AfterEach
  void end() {
    lab.close();
  }

  @Test
  void it_says_who_it_is() throws IOException {
    HttpMessage answer = ask("GET", "/anything");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.field("X-Pod")).hasValue(pod);
    assertThat(answer.field("X-Version")).hasValue("blue");
    assertThat(answer.body()).isEqualTo("blue " + pod + "\n");
  }

  @Test
  void a_fault_is_set_and_cleared() throws IOException {
    assertThat(ask("POST", "/fault?errors=1&unready=true").body()).isEqualTo("set\n");
    assertThat(ask("GET", "/").status()).isEqualTo(500);
    assertThat(ask("GET", "/readyz").status()).isEqualTo(503);
    assertThat(ask("GET", "/livez").status()).isEqualTo(200);
    ask("POST", "/fault");
    assertThat(ask("GET", "/").status()).isEqualTo(200);
    assertThat(ask("GET", "/readyz").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"errors=2", "errors=-1", "errors=many", "latency=5", "latency=-1s", "latency=x"})
  void a_fault_that_makes_no_sense_is_refused(String query) throws IOException {
    assertThat(ask("POST", "/fault?" + query).status()).isEqualTo(400);
    assertThat(ask("GET", "/").status()).isEqualTo(200);
  }

  @Test
  void it_counts_what_it_answers() throws IOException {
    ask("GET", "/");
    ask("GET", "/");
    ask("POST", "/fault?errors=1");
    ask("GET", "/");
    String text = ask("GET", "/metrics").body();
    assertThat(text.lines())
        .contains(
            "http_requests_total{code=\"200\"} 2",
            "http_requests_total{code=\"500\"} 1",
            "http_request_duration_seconds_bucket{le=\"5\"} 3",
            "http_request_duration_seconds_bucket{le=\"+Inf\"} 3",
            "http_request_duration_seconds_count 3",
            "http_open_connections 1");
  }

  @Test
  void an_answer_to_head_has_no_body() throws IOException {
    HttpMessage answer = ask("HEAD", "/");
    assertThat(answer.field("Content-Length")).isPresent();
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void a_pod_that_is_not_there_and_a_port_that_is_shut_give_no_answer() {
    var request = HttpMessage.get("/", "pod");
    assertThatThrownBy(() -> lab.workloads.call(Lab.NAMESPACE, "nobody", 8080, request))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> lab.workloads.call(Lab.NAMESPACE, pod, 8081, request))
        .isInstanceOf(IOException.class);
  }

  private HttpMessage ask(String method, String target) throws IOException {
    var request =
        new HttpMessage(method + " " + target + " HTTP/1.1", List.of(new Field("Host", "pod")), "");
    return lab.workloads.call(Lab.NAMESPACE, pod, 8080, request);
  }
}
