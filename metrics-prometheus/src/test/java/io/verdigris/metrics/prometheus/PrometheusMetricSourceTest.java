package io.verdigris.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Counters;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrometheusMetricSourceTest {
  private HttpServer server;
  private volatile int status = 200;
  private volatile String body = "";
  private volatile String asked = "";
  private volatile String authorization = "";
  private volatile CountDownLatch answer = new CountDownLatch(0);
  private final PrometheusMetricSource source =
      new PrometheusMetricSource(
          Map.of("PROM_TOKEN", "s3cret\n", "EMPTY", "")::get, Optional.empty());

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/prom/api/v1/query",
        exchange -> {
          String form =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked = URLDecoder.decode(form, StandardCharsets.UTF_8);
          authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          try {
            answer.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    answer.countDown();
    server.stop(0);
  }

  @Test
  void reads_the_counters_of_each_pod() {
    vector(
        sum("0/REQUESTS", "a", "", "100"),
        sum("0/REQUESTS", "b", "", "50"),
        sum("0/ERRORS", "a", "", "10"),
        sum("0/LATENCY", "a", "0.1", "95"),
        sum("0/LATENCY", "a", "+Inf", "100"),
        sum("0/OPEN", "b", "", "7"),
        sum("0/OLDEST", "", "", "1700000000"),
        sum("0/NEWEST", "", "", "1700000012.5"));
    assertThat(read(metrics(), "a", "b"))
        .isEqualTo(
            new Sample.Value(
                Map.of(
                    "a",
                    new Counters(
                        100,
                        10,
                        new TreeMap<>(Map.of(0.1, 95L, Double.POSITIVE_INFINITY, 100L)),
                        OptionalLong.empty()),
                    "b",
                    new Counters(50, 0, new TreeMap<>(), OptionalLong.of(7))),
                new Sample.AsOf(
                    Instant.ofEpochSecond(1_700_000_000),
                    Instant.ofEpochMilli(1_700_000_012_500L))));
  }

  @Test
  void asks_for_raw_counters_of_these_pods_and_for_recent_ones_only() {
    vector();
    read(
        metrics()
            .requests("served{job=\"web\"}", "failed")
            .podLabel("exported_pod")
            .maxAge(Duration.ofMinutes(2)),
        "a",
        "b.c");
    String these = "namespace=\"shop\",exported_pod=~\"a|b[.]c\"}";
    String served = "served{job=\"web\"," + these;
    String failed = "failed{" + these;
    assertThat(asked)
        .isEqualTo(
            "query=label_replace(sum by (exported_pod) ("
                + served
                + " and timestamp("
                + served
                + ") > time() - 120), \"verdigris\", \"0/REQUESTS\", \"\", \"\")"
                + " or label_replace(sum by (exported_pod) ("
                + failed
                + " and timestamp("
                + failed
                + ") > time() - 120), \"verdigris\", \"0/ERRORS\", \"\", \"\")"
                + " or label_replace(min(timestamp("
                + served
                + ") > time() - 120), \"verdigris\", \"0/OLDEST\", \"\", \"\")"
                + " or label_replace(max(timestamp("
                + served
                + ") > time() - 120), \"verdigris\", \"0/NEWEST\", \"\", \"\")");
  }

  @Test
  void takes_the_first_preset_whose_requests_are_there() {
    vector(
        sum("0/LATENCY", "a", "+Inf", "9"),
        sum("2/REQUESTS", "a", "", "9"),
        time(2, "OLDEST"),
        time(2, "NEWEST"),
        sum("3/REQUESTS", "a", "", "8"));
    assertThat(((Sample.Value) read(metrics(), "a")).pods().values())
        .extracting(Counters::requests)
        .containsExactly(9L);
  }

  @Test
  void knows_opentelemetry_and_what_ended_without_an_answer() {
    vector(
        sum("4/REQUESTS", "a", "", "9"),
        sum("4/ERRORS", "a", "", "2"),
        sum("4/UNANSWERED", "a", "", "1"),
        time(4, "OLDEST"),
        time(4, "NEWEST"));
    assertThat(((Sample.Value) read(metrics(), "a")).pods().values())
        .extracting(Counters::requests, Counters::errors)
        .containsExactly(tuple(10L, 3L));
    assertThat(asked)
        .contains(
            "http_server_request_duration_seconds_count{http_response_status_code=~\"5..\",",
            "http_server_request_duration_seconds_count{http_response_status_code=\"\",error_type=~\".+\",");
  }

  @Test
  void leaves_out_pods_without_a_series() {
    vector(sum("0/REQUESTS", "a", "", "0"), time(0, "OLDEST"), time(0, "NEWEST"));
    assertThat(((Sample.Value) read(metrics(), "a", "b")).pods()).containsOnlyKeys("a");
  }

  @Test
  void tells_no_traffic_from_missing() {
    vector(sum("0/REQUESTS", "a", "", "0"), time(0, "OLDEST"), time(0, "NEWEST"));
    assertThat(read(metrics(), "a"))
        .isEqualTo(new Sample.NoTraffic(Sample.AsOf.at(Instant.ofEpochSecond(1_700_000_000))));
    vector();
    assertThat(read(metrics(), "a")).isInstanceOf(Sample.Missing.class);
    assertThat(read(metrics())).isInstanceOf(Sample.Missing.class);
  }

  @Test
  void tolerates_warnings() {
    body =
        "{\"status\":\"success\",\"warnings\":[\"slow\"],\"infos\":[\"x\"],\"data\":"
            + "{\"resultType\":\"vector\",\"result\":["
            + String.join(
                ",", sum("0/REQUESTS", "a", "", "5"), time(0, "OLDEST"), time(0, "NEWEST"))
            + "]}}";
    assertThat(read(metrics(), "a")).isInstanceOf(Sample.Value.class);
  }

  @Test
  void fails_with_what_prometheus_says() {
    status = 400;
    body = "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}";
    assertThat(failure()).endsWith("/prom/api/v1/query answered 400: parse error");
    status = 200;
    assertThat(failure()).endsWith("answered an error: parse error");
  }

  @Test
  void fails_when_the_answer_cannot_be_understood() {
    body = "<html>";
    assertThat(failure()).endsWith("answered no JSON");
    body = "";
    assertThat(read(metrics(), "a")).isInstanceOf(Sample.Failed.class);
    body = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[0,\"1\"]}}";
    assertThat(failure()).endsWith("answered no vector");
    body = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{}]}}";
    assertThat(failure()).contains("cannot be understood");
    vector(sum("0/REQUESTS", "a", "", "5"));
    assertThat(failure()).contains("without the time of their samples");
    vector(sum("0/REQUESTS", "a", "", "many"));
    assertThat(failure()).contains("cannot be understood");
    status = 502;
    body = "secret page";
    assertThat(failure()).endsWith("answered 502");
  }

  @Test
  void fails_when_no_answer_comes() {
    answer = new CountDownLatch(1);
    assertThat(((Sample.Failed) read(metrics().timeout(Duration.ofMillis(200)), "a")).reason())
        .endsWith("gave no answer within 200 ms");
    answer.countDown();
    server.stop(0);
    assertThat(failure()).endsWith("cannot be connected");
  }

  @Test
  void sends_the_token_from_the_environment_and_never_tells_it() {
    status = 401;
    body = "s3cret";
    assertThat(((Sample.Failed) read(metrics().tokenFromEnv("PROM_TOKEN"), "a")).reason())
        .endsWith("answered 401");
    assertThat(authorization).isEqualTo("Bearer s3cret");
    assertThatThrownBy(() -> read(metrics().tokenFromEnv("EMPTY"), "a"))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("token-env of prometheus names the environment variable \"EMPTY\"");
  }

  @Test
  void refuses_an_address_with_credentials_without_telling_it() {
    for (String url :
        new String[] {"http://me:s3cret@prom:9090", "http://prom?token=s3cret", "ftp://s3cret"}) {
      assertThatThrownBy(() -> PrometheusMetrics.at(URI.create(url)).extension())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("url of prometheus must be an http or https address")
          .hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void refuses_wrong_settings_for_good() {
    assertThatThrownBy(() -> metrics().podLabel("po-d").extension())
        .hasMessageContaining("pod-label of prometheus must be", "\"po-d\"");
    assertThatThrownBy(() -> source.read(Requests.request(Map.of("uri", "x"), "a")))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("\"uri\" is no setting of prometheus");
  }

  @Test
  void refuses_before_the_rollout_what_cannot_be_read_in_it() {
    var spec = RolloutSpec.builder("shop", "web").image("app", "web:2").build();

    assertThat(source.admit(spec, metrics().tokenFromEnv("PROM_TOKEN").extension().settings()))
        .satisfies(admission -> assertThat(admission.findings()).isEmpty())
        .satisfies(admission -> assertThat(admission.calls()).hasSize(1));
    assertThatThrownBy(
            () -> source.admit(spec, metrics().tokenFromEnv("EMPTY").extension().settings()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"EMPTY\", which holds no token");
  }

  private String failure() {
    return ((Sample.Failed) read(metrics(), "a")).reason();
  }

  private Sample read(PrometheusMetrics metrics, String... pods) {
    return source.read(Requests.request(metrics.extension().settings(), pods));
  }

  private PrometheusMetrics metrics() {
    return PrometheusMetrics.at(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prom/"));
  }

  private void vector(String... sums) {
    body =
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
            + String.join(",", sums)
            + "]}}";
  }

  private static String time(int layout, String which) {
    return sum(layout + "/" + which, "", "", "1700000000");
  }

  private static String sum(String what, String pod, String le, String value) {
    return "{\"metric\":{\"verdigris\":\""
        + what
        + "\",\"pod\":\""
        + pod
        + "\""
        + (le.isEmpty() ? "" : ",\"le\":\"" + le + "\"")
        + "},\"value\":[1700000000.1,\""
        + value
        + "\"]}";
  }
}
