package io.verdigris.health.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.ProviderSelectionException;
import io.verdigris.RolloutSpec;
import io.verdigris.http.Via;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Verification;
import io.verdigris.spi.VerifyRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpHealthVerifierTest {
  private static final Application WEB = new Application("shop", "web");

  private interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  private HttpServer server;
  private volatile Behaviour behaviour = exchange -> send(exchange, 200, "ok");
  private PodProxy proxy =
      (application, method, pod, port, path, headers, timeout) -> {
        throw new IOException("no proxy in this test");
      };
  private final HttpHealthVerifier verifier =
      new HttpHealthVerifier(() -> proxy, Map.of("TOKEN", "s3cret")::get);

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> behaviour.answer(exchange));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void answers_done_when_every_pod_answers_as_expected() {
    assertThat(verify(check().successes(1), 2, ""))
        .isEqualTo(
            Progress.done(new Verification("GET /healthz passed 1 times in a row at 2 pods")));
  }

  @Test
  void counts_passed_checks_in_a_row_through_the_memo() {
    Progress.Waiting<?> first = waiting(verify(check().successes(3), 1, ""));
    assertThat(first.reason()).isEqualTo("1 of 3 checks in a row passed");
    Progress.Waiting<?> second = waiting(verify(check().successes(3), 1, first.memo()));
    assertThat(second.reason()).isEqualTo("2 of 3 checks in a row passed");
    assertThat(verify(check().successes(3), 1, second.memo())).isInstanceOf(Progress.Done.class);
  }

  @Test
  void counts_anew_after_a_failed_check() {
    String memo = waiting(verify(check().successes(2), 1, "")).memo();
    behaviour = exchange -> send(exchange, 503, "warming up");
    assertThat(waiting(verify(check().successes(2), 1, memo)).memo()).isEmpty();
  }

  @Test
  void counts_anew_when_a_pod_was_replaced() {
    String memo = waiting(verify(check().successes(2), 1, "")).memo();
    assertThat(waiting(verify(check().successes(2), 2, memo)).reason())
        .isEqualTo("1 of 2 checks in a row passed");
  }

  @Test
  void counts_anew_when_the_memo_is_not_its_own() {
    assertThat(waiting(verify(check().successes(2), 1, "99")).reason()).startsWith("1 of 2");
    assertThat(waiting(verify(check().successes(2), 1, "x@y@z")).reason()).startsWith("1 of 2");
  }

  @Test
  void waits_and_tells_pod_status_expectation_and_excerpt() {
    behaviour = exchange -> send(exchange, 503, "warming\n\tup " + "x".repeat(300));
    assertThat(waiting(verify(check(), 1, "")).reason())
        .isEqualTo(
            "pod-0:"
                + port()
                + "/healthz answered 503, expected 200: warming up "
                + "x".repeat(189)
                + "…");
  }

  @Test
  void waits_when_one_of_several_pods_fails() {
    proxy =
        (application, method, pod, port, path, headers, timeout) ->
            new PodProxy.Answer(pod.equals("pod-0") ? 200 : 500, "");
    assertThat(waiting(verify(check().via(Via.PROXY), 3, "")).reason())
        .isEqualTo(
            "pod-1:" + port() + "/healthz answered 500, expected 200: no body; and 1 more of 3");
  }

  @Test
  void accepts_a_class_and_a_range_of_statuses() {
    behaviour = exchange -> send(exchange, 204, "");
    assertThat(verify(check().successes(1).status("2xx"), 1, "")).isInstanceOf(Progress.Done.class);
    assertThat(verify(check().successes(1).status("200-204"), 1, ""))
        .isInstanceOf(Progress.Done.class);
    assertThat(waiting(verify(check().status("200-203"), 1, "")).reason())
        .contains("expected 200-203");
  }

  @Test
  void does_not_follow_a_redirect() {
    behaviour =
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          send(exchange, exchange.getRequestURI().getPath().equals("/elsewhere") ? 200 : 302, "");
        };
    assertThat(waiting(verify(check(), 1, "")).reason()).contains("answered 302, expected 200");
  }

  @Test
  void looks_for_text_and_pattern_in_the_body() {
    behaviour = exchange -> send(exchange, 200, "{\"status\":\"UP\"}");
    assertThat(verify(check().successes(1).bodyContains("\"UP\"").bodyMatches("s.*UP"), 1, ""))
        .isInstanceOf(Progress.Done.class);
    assertThat(waiting(verify(check().bodyContains("DOWN"), 1, "")).reason())
        .endsWith("lacks \"DOWN\" in its body: {\"status\":\"UP\"}");
    assertThat(waiting(verify(check().bodyMatches("^UP"), 1, "")).reason())
        .endsWith("does not match \"^UP\" in its body: {\"status\":\"UP\"}");
  }

  @Test
  void waits_when_an_answer_is_slower_than_allowed() {
    behaviour =
        exchange -> {
          var never = new CountDownLatch(1);
          assertThat(await(never, 60)).isFalse();
          send(exchange, 200, "ok");
        };
    assertThat(waiting(verify(check().maxLatency(Duration.ofMillis(20)), 1, "")).reason())
        .matches("pod-0:\\d+/healthz took \\d+ ms, expected at most 20 ms");
  }

  @Test
  void waits_when_no_answer_or_no_end_of_it_comes_in_time() {
    var hold = new CountDownLatch(1);
    behaviour = exchange -> await(hold);
    var check = check().timeout(Duration.ofMillis(200));
    assertThat(waiting(verify(check, 1, "")).reason()).endsWith("no answer within 200 ms");
    behaviour =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('o');
          exchange.getResponseBody().flush();
          await(hold);
        };
    assertThat(waiting(verify(check, 1, "")).reason()).endsWith("no answer within 200 ms");
    hold.countDown();
  }

  @Test
  void reads_no_more_than_the_limit_of_an_endless_body() {
    behaviour =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = "0123456789abcdef".repeat(64).getBytes(StandardCharsets.UTF_8);
          try (var body = exchange.getResponseBody()) {
            while (true) {
              body.write(block);
            }
          }
        };
    assertThat(verify(check().successes(1), 1, "")).isInstanceOf(Progress.Done.class);
  }

  @Test
  void asks_all_pods_at_the_same_time() {
    var together = new CountDownLatch(3);
    behaviour =
        exchange -> {
          together.countDown();
          await(together);
          send(exchange, 200, "ok");
        };
    assertThat(verify(check().successes(1), 3, "")).isInstanceOf(Progress.Done.class);
  }

  @Test
  void goes_through_the_proxy_when_a_pod_cannot_be_connected() throws IOException {
    int closed = closedPort();
    proxy =
        (application, method, pod, port, path, headers, timeout) -> {
          assertThat(application).isEqualTo(WEB);
          assertThat(List.of(pod, path, "" + port))
              .containsExactly("pod-0", "/healthz", "" + closed);
          assertThat(headers).containsEntry("X-Token", "s3cret");
          return new PodProxy.Answer(200, "ok");
        };
    var check = check().successes(1).port(closed).headerFromEnv("X-Token", "TOKEN");
    assertThat(verify(check, 1, "")).isInstanceOf(Progress.Done.class);
    assertThat(waiting(verify(check.via(Via.DIRECT), 1, "")).reason())
        .contains("cannot be connected");
  }

  @Test
  void does_not_go_through_the_proxy_when_a_pod_answers_badly() {
    behaviour = exchange -> send(exchange, 500, "");
    assertThat(waiting(verify(check(), 1, "")).reason()).contains("answered 500");
  }

  @Test
  void tells_when_there_is_no_proxy_to_go_through() throws IOException {
    var alone =
        new HttpHealthVerifier(
            () -> {
              throw new ProviderSelectionException("wanted: podProxy; found: none");
            },
            Map.<String, String>of()::get);
    assertThat(waiting(alone.verify(request(check().port(closedPort()), 1, ""))).reason())
        .contains("cannot be connected", "wanted: podProxy; found: none");
  }

  @Test
  void sends_headers_and_never_tells_their_values() {
    behaviour =
        exchange ->
            send(
                exchange,
                401,
                exchange.getRequestHeaders().getFirst("Authorization")
                    + " "
                    + exchange.getRequestHeaders().getFirst("X-Plain"));
    var check = check().headerFromEnv("Authorization", "TOKEN").header("X-Plain", "visible");
    assertThat(waiting(verify(check, 1, "")).reason()).endsWith("expected 200: *** ***");
  }

  @Test
  void refuses_wrong_settings_for_good_naming_setting_rule_and_value() {
    refused(Map.of(), "path of http must be", "but is not set");
    refused(Map.of("path", "healthz"), "path of http must be", "beginning with '/'", "\"healthz\"");
    refused(Map.of("status", "ok"), "status of http must look like 200, 2xx", "\"ok\"");
    refused(Map.of("status", "300-200"), "status of http must", "\"300-200\"");
    refused(Map.of("successes", "0"), "successes of http must be a whole number from 1", "\"0\"");
    refused(Map.of("port", "70000"), "port of http must be", "65535", "\"70000\"");
    refused(Map.of("timeout", "PT7S"), "timeout of http must be", "at most PT6S", "\"PT7S\"");
    refused(Map.of("max-latency", "PT5S"), "max-latency of http must be", "at most PT3S");
    refused(Map.of("interval", "soon"), "interval of http must be an ISO-8601", "\"soon\"");
    refused(Map.of("body-matches", "("), "body-matches of http must be a regular", "\"(\"");
    refused(Map.of("via", "air"), "via of http must be one of auto, direct, proxy", "\"air\"");
    refused(Map.of("target", "service"), "port of http must be the Service's own port");
    refused(Map.of("target", "service", "via", "proxy"), "via of http must be auto or direct");
    refused(Map.of("pth", "/"), "\"pth\" is no setting of http");
    refused(Map.of("header-env.X", "GONE"), "header-env.X of http", "\"GONE\"", "not set where");
  }

  @Test
  void refuses_headers_that_cannot_be_sent_without_telling_their_value() {
    assertThatThrownBy(() -> check().header("X-Token", "s3cret\n").extension())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("header.X-Token of http cannot be sent")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
    assertThatThrownBy(() -> check().header("Host", "example.test").extension())
        .hasMessageContaining("other than Host");
  }

  @Test
  void waits_while_no_pod_is_ready() {
    assertThat(waiting(verify(check(), 0, "")).reason()).isEqualTo("no pod is ready to be checked");
  }

  @Test
  void asks_the_colours_service_by_its_name() {
    var check = HttpCheck.get("/healthz").service(80).timeout(Duration.ofSeconds(1));
    assertThat(waiting(verify(check, 2, "")).reason()).startsWith("web-green:80/healthz ");
  }

  private void refused(Map<String, String> settings, String... parts) {
    var all = new HashMap<>(settings);
    if (!settings.isEmpty()) {
      all.putIfAbsent("path", "/healthz");
    }
    assertThatThrownBy(() -> verifier.verify(request(all, 1, "")))
        .isInstanceOf(PermanentFailureException.class)
        .message()
        .contains(parts);
  }

  @Test
  void a_credential_never_goes_to_the_api_server() throws IOException {
    proxy =
        (application, method, pod, port, path, headers, timeout) ->
            new PodProxy.Answer(200, "reached");
    HttpCheck check = HttpCheck.get("/").headerFromEnv("authorization", "TOKEN");

    assertThatThrownBy(() -> check.via(Via.PROXY).extension())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("header-env.authorization of http must not go through the API");
    assertThat(waiting(verify(check.via(Via.AUTO).port(closedPort()), 1, "")).reason())
        .contains("cannot be connected", "is not asked through the API server", "authorization")
        .doesNotContain("s3cret");
    assertThat(admit(check).notes())
        .singleElement()
        .asString()
        .contains("not asked", "authorization");
    assertThat(admit(check).permissions()).isEmpty();
  }

  @Test
  void a_missing_right_to_the_proxy_refuses_only_what_needs_it() {
    var right = new Permission("", "pods/proxy", "get");
    var missing = new Finding("right", "get pods/proxy", "is missing", "grant it");
    proxy = proxyThatSays(new Admission(List.of(missing), List.of(), List.of(right), List.of(), 0));

    Admission auto = admit(check());
    assertThat(auto.findings()).isEmpty();
    assertThat(auto.permissions()).containsExactly(right);
    assertThat(auto.notes()).singleElement().asString().contains("get pods/proxy");
    assertThat(admit(check().via(Via.PROXY)).findings()).containsExactly(missing);
    assertThat(admit(check().via(Via.DIRECT)))
        .isEqualTo(new Admission(List.of(), auto.calls(), List.of(), List.of(), 0));
    assertThat(admit(check().service(80)).permissions()).isEmpty();
  }

  @Test
  void says_before_the_rollout_what_it_will_ask_and_refuses_settings_that_cannot_be() {
    assertThat(admit(check().via(Via.DIRECT)).calls())
        .containsExactly(
            new PlannedCall(Phase.VERIFY, "GET", "Pod shop/*", "check /healthz of the new colour"));
    assertThatThrownBy(() -> admit(Map.of("path", "healthz")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path of http must be");
    assertThatThrownBy(() -> admit(check().headerFromEnv("X-Key", "UNSET")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"UNSET\", which is not set");
  }

  private Admission admit(HttpCheck check) {
    return admit(check.extension().settings());
  }

  private Admission admit(Map<String, String> settings) {
    return verifier.admit(RolloutSpec.builder(WEB).image("app", "web:2").build(), settings);
  }

  private static PodProxy proxyThatSays(Admission admission) {
    return new PodProxy() {
      @Override
      public Answer send(
          Application application,
          String method,
          String pod,
          int port,
          String path,
          Map<String, String> headers,
          Duration timeout)
          throws IOException {
        throw new IOException("not in this test");
      }

      @Override
      public Admission admit(Application application, String method) {
        return admission;
      }
    };
  }

  private HttpCheck check() {
    return HttpCheck.get("/healthz").port(port());
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private Progress<Verification> verify(HttpCheck check, int pods, String memo) {
    return verifier.verify(request(check, pods, memo));
  }

  private static VerifyRequest request(HttpCheck check, int pods, String memo) {
    return request(check.extension().settings(), pods, memo);
  }

  private static VerifyRequest request(Map<String, String> settings, int count, String memo) {
    List<Pod> pods =
        IntStream.range(0, count).mapToObj(i -> new Pod("pod-" + i, "127.0.0.1")).toList();
    return new VerifyRequest(
        new RolloutContext("web-1", WEB, 1, () -> {}),
        new Environment(Colour.GREEN, "web-green", 8080, count, pods),
        settings,
        memo);
  }

  private static Progress.Waiting<?> waiting(Progress<?> progress) {
    assertThat(progress).isInstanceOf(Progress.Waiting.class);
    return (Progress.Waiting<?>) progress;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static boolean await(CountDownLatch latch) {
    return await(latch, 10_000);
  }

  private static boolean await(CountDownLatch latch, int millis) {
    try {
      return latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
