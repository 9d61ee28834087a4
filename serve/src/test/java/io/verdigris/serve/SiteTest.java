package io.verdigris.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Rollout;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the server answers to whom. */
class SiteTest {
  private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";
  private static Stage stage;
  private static Rollout rollout;

  @BeforeAll
  static void open() {
    stage = new Stage(server -> server.clock(() -> Instant.now().plus(AHEAD.get())));
    rollout = stage.awaitingApproval("v2", Duration.ofSeconds(1));
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(stage.server.address().resolve("/" + path))
        .timeout(Duration.ofSeconds(20));
  }

  private static HttpRequest.Builder withToken(String path) {
    return request(path).header("Authorization", "Bearer " + Stage.TOKEN);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static HttpRequest.Builder post(HttpRequest.Builder request, String type, String body) {
    return request.header("Content-Type", type).POST(BodyPublishers.ofString(body));
  }

  private static String origin() {
    String address = stage.server.address().toString();
    return address.substring(0, address.length() - 1);
  }

  private static HttpResponse<String> login(String token) {
    String form = "name=ann&token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    return send(post(request("login").header("Origin", origin()), FORM, form));
  }

  private static String cookie() {
    return login(Stage.TOKEN).headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  @Test
  void who_shows_nothing_is_led_to_the_login_and_programs_are_refused() {
    HttpResponse<String> page = send(request(""));
    assertThat(page.statusCode()).isEqualTo(303);
    assertThat(page.headers().firstValue("Location")).contains("/login");

    for (String path : List.of("api/applications", "metrics", "events", stage.path() + "/events")) {
      HttpResponse<String> refused = send(request(path));
      boolean led = refused.statusCode() == 303;
      assertThat(led || refused.statusCode() == 401).as(path).isTrue();
      assertThat(refused.body()).doesNotContain("web-1", stage.web.namespace());
    }
    assertThat(send(request("api/applications")).headers().firstValue("WWW-Authenticate"))
        .contains("Bearer realm=\"verdigris\"");
    assertThat(send(request("healthz")).body()).isEqualTo("ok\n");
  }

  @Test
  void the_cookie_of_a_login_is_no_token_and_kept_from_scripts_and_other_sites() {
    HttpResponse<String> in = login(Stage.TOKEN);

    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("; HttpOnly", "; SameSite=Strict", "; Path=/")
        .doesNotContain(Stage.TOKEN, "Secure");
    assertThat(send(request("").header("Cookie", cookie())).body())
        .contains("Applications", stage.web.namespace(), "ann, log out")
        .doesNotContain(Stage.TOKEN);
    assertThat(login("wrong-horse-battery-staple").statusCode()).isEqualTo(401);
  }

  @Test
  void a_session_ends_with_its_logout() {
    String cookie = cookie();
    HttpRequest.Builder out = request("logout").header("Cookie", cookie).header("Origin", origin());
    assertThat(send(post(out, FORM, "")).statusCode()).isEqualTo(303);

    assertThat(send(request("").header("Cookie", cookie)).statusCode()).isEqualTo(303);
  }

  @Test
  void another_sites_page_can_change_nothing_with_the_browsers_cookie() {
    String cookie = cookie();
    String path = stage.path() + "/abort";
    HttpRequest.Builder silent = request(path).header("Cookie", cookie);
    HttpRequest.Builder foreign =
        request(path).header("Cookie", cookie).header("Origin", "http://evil.example");
    HttpRequest.Builder opaque = request(path).header("Cookie", cookie).header("Origin", "null");
    HttpRequest.Builder bearer = withToken("api/" + path).header("Origin", "http://evil.example");

    assertThat(send(post(silent, FORM, "reason=x")).statusCode()).isEqualTo(403);
    assertThat(send(post(foreign, FORM, "reason=x")).statusCode()).isEqualTo(403);
    assertThat(send(post(opaque, FORM, "reason=x")).statusCode()).isEqualTo(403);
    assertThat(send(post(bearer, JSON, "{\"by\":\"x\"}")).statusCode()).isEqualTo(403);
    assertThat(send(withToken("api/" + stage.path())).body()).doesNotContain("has asked to abort");
  }

  @Test
  void what_is_wrong_with_a_request_is_told_and_changes_nothing() {
    String abort = "api/" + stage.path() + "/abort";
    assertThat(send(post(withToken(abort), JSON, "{}")))
        .satisfies(
            a -> assertThat(a.statusCode()).isEqualTo(400),
            a -> assertThat(a.body()).contains("field \\\"by\\\" must be text of 1 to 200"));
    assertThat(send(post(withToken(abort), JSON, "[1]")).statusCode()).isEqualTo(400);
    assertThat(send(post(withToken(abort), "text/plain", "{\"by\":\"a\"}")).statusCode())
        .isEqualTo(415);
    assertThat(send(post(withToken(abort), JSON, " ".repeat(20_000))).statusCode()).isEqualTo(413);
    assertThat(send(post(withToken(abort), JSON, "{\"by\":\"a\\u0007\"}")).statusCode())
        .isEqualTo(400);
    assertThat(send(withToken(abort)).statusCode()).isEqualTo(405);
    assertThat(send(withToken("api/applications/kube-system/web")).statusCode()).isEqualTo(404);
    assertThat(send(withToken("api/" + stage.path() + "/approve/x")).statusCode()).isEqualTo(404);
    assertThat(send(withToken("static/../Site.class")).statusCode()).isEqualTo(404);
    assertThat(send(withToken("api/" + stage.path())).body()).doesNotContain("has asked to abort");
  }

  @Test
  void every_answer_forbids_frames_sniffing_and_scripts_of_others() {
    for (String path : List.of("login", "api/applications", "static/serve.js", "no/such/path")) {
      assertThat(send(request(path)).headers().map())
          .as(path)
          .containsEntry("x-frame-options", List.of("DENY"))
          .containsEntry("x-content-type-options", List.of("nosniff"))
          .containsEntry("cache-control", List.of("no-store"))
          .hasEntrySatisfying(
              "content-security-policy",
              policy ->
                  assertThat(policy.get(0))
                      .contains("default-src 'none'", "frame-ancestors 'none'")
                      .doesNotContain("unsafe"));
    }
  }

  @Test
  void a_bot_lists_reads_approves_and_sees_it_promoted() throws Exception {
    var fleet = JsonMapper.shared().readTree(send(withToken("api/applications")).body());
    var web = fleet.path("applications").path(0);
    assertThat(web.path("service").asString()).isEqualTo("web");
    assertThat(web.path("phase").asString()).isEqualTo("VERIFY");
    assertThat(web.path("possible").toString()).contains("\"action\":\"approve\"");
    assertThat(send(withToken("metrics")).body())
        .contains("verdigris_application_approvable{", "verdigris_application_phase{")
        .containsPattern("verdigris_application_driven\\{[^}]*} 1");

    String body = "{\"by\":\"bot\"}";
    var approved = send(post(withToken("api/" + stage.path() + "/approve"), JSON, body));
    assertThat(approved.statusCode()).isEqualTo(202);
    assertThat(approved.body()).contains("\"requested\":\"approve\"");

    assertThat(rollout.outcome().toCompletableFuture().get(60, TimeUnit.SECONDS).name())
        .isEqualTo("promoted");
    assertThat(rollout.events()).anyMatch(e -> e.message().equals("approved by bot"));

    var late = send(post(withToken("api/" + stage.path() + "/approve"), JSON, body));
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("no rollout of", "is under way");
  }

  @Test
  void who_tries_tokens_is_stopped_for_a_minute() {
    try (var other = new Stage(server -> server.clock(() -> Instant.now().plus(AHEAD.get())))) {
      URI api = other.server.address().resolve("/api/applications");
      for (int i = 0; i < 30; i++) {
        HttpRequest.Builder wrong = HttpRequest.newBuilder(api).header("Authorization", "Bearer x");
        assertThat(send(wrong).statusCode()).isEqualTo(401);
      }
      HttpRequest.Builder right =
          HttpRequest.newBuilder(api).header("Authorization", "Bearer " + Stage.TOKEN);
      assertThat(send(right).statusCode()).isEqualTo(429);
      AHEAD.set(Duration.ofMinutes(1));
      assertThat(send(right).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void behind_a_proxy_that_speaks_tls_cookies_are_secure_and_only_its_pages_count() {
    URI origin = URI.create("https://deploy.example");
    try (var other = new Stage(server -> server.origin(origin))) {
      URI login = other.server.address().resolve("/login");
      String form = "name=ann&token=" + Stage.TOKEN;
      HttpRequest.Builder own =
          HttpRequest.newBuilder(login).header("Origin", "https://deploy.example");
      HttpRequest.Builder direct =
          HttpRequest.newBuilder(login).header("Origin", "http://" + login.getAuthority());

      assertThat(send(post(own, FORM, form)).headers().firstValue("Set-Cookie").orElseThrow())
          .endsWith("; Secure");
      assertThat(send(post(direct, FORM, form)).statusCode()).isEqualTo(403);
    }
  }
}
