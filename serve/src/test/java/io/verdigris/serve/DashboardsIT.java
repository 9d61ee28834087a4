package io.verdigris.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.verdigris.Rollout;
import io.verdigris.testkit.cluster.Interceptor;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code dashboards/} asks Prometheus for is there, and Prometheus understands it. */
class DashboardsIT {
  private static final Path DIRECTORY = Path.of("../dashboards");
  private static final Pattern OURS = Pattern.compile("\\bverdigris_\\w+");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(verdigris_\\w+)[ {]");

  private static JsonNode dashboard() {
    return JsonMapper.shared().readTree(DIRECTORY.resolve("verdigris.json").toFile());
  }

  private static List<String> queries() {
    var queries = new ArrayList<String>();
    for (JsonNode panel : dashboard().path("panels")) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asString()));
    }
    assertThat(queries).hasSizeGreaterThan(10);
    return queries;
  }

  private static List<JsonNode> rules() throws IOException {
    String text = Files.readString(DIRECTORY.resolve("alerts.yaml"));
    Object file = new Load(LoadSettings.builder().build()).loadFromString(text);
    var rules = new ArrayList<JsonNode>();
    for (JsonNode group : JsonMapper.shared().<JsonNode>valueToTree(file).path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  private static List<String> expressions() throws IOException {
    var all = new ArrayList<>(queries());
    rules().forEach(rule -> all.add(rule.path("expr").asString()));
    return all;
  }

  /** Lets rollouts end well and badly, with a call that is tried again, and reads the meters. */
  private static String meters() throws Exception {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (var stage = new Stage(server -> server.meters(registry), registry)) {
      var refused = new AtomicInteger();
      Interceptor.Interception trouble =
          stage.cluster.intercept(
              call ->
                  call.verb().equals("PATCH") && refused.getAndIncrement() == 0
                      ? Interceptor.answer(500, Map.of())
                      : Interceptor.pass());
      try {
        Rollout back = stage.awaitingApproval("v2", Duration.ofSeconds(1));
        back.abort("ann", "no");
        back.outcome().toCompletableFuture().get(60, TimeUnit.SECONDS);
        Rollout forward = stage.awaitingApproval("v3", Duration.ofSeconds(1));
        forward.approve("ann");
        forward.outcome().toCompletableFuture().get(60, TimeUnit.SECONDS);
        stage.awaitingApproval("v2", Duration.ofSeconds(1));
      } finally {
        trouble.close();
      }
      URI metrics = stage.server.address().resolve("/metrics");
      var request =
          HttpRequest.newBuilder(metrics).header("Authorization", "Bearer " + Stage.TOKEN).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
  }

  @Test
  void every_meter_that_is_asked_for_is_there_after_a_few_rollouts() throws Exception {
    String meters = meters();
    Set<String> there =
        SAMPLE.matcher(meters).results().map(found -> found.group(1)).collect(Collectors.toSet());
    Set<String> asked = new TreeSet<>();
    for (String expression : expressions()) {
      OURS.matcher(expression).results().forEach(found -> asked.add(found.group()));
    }

    assertThat(asked).hasSizeGreaterThan(10);
    assertThat(there).as(meters).containsAll(asked);
  }

  @Test
  void every_rule_says_how_bad_it_is_and_what_happened() throws IOException {
    assertThat(rules())
        .hasSizeGreaterThan(5)
        .allSatisfy(
            rule -> {
              assertThat(rule.path("alert").asString()).startsWith("Verdigris");
              assertThat(rule.path("expr").asString()).isNotBlank();
              assertThat(rule.path("labels").path("severity").asString())
                  .isIn("critical", "warning", "info");
              assertThat(rule.path("annotations").path("summary").asString()).isNotBlank();
            });
  }

  @Test
  void panels_have_titles_places_of_their_own_and_a_data_source_that_can_be_chosen() {
    Set<String> places = new TreeSet<>();
    for (JsonNode panel : dashboard().path("panels")) {
      assertThat(panel.path("title").asString()).isNotBlank();
      assertThat(places.add(panel.path("gridPos").toString())).as(panel.toString()).isTrue();
      panel
          .path("targets")
          .forEach(
              target ->
                  assertThat(target.path("datasource").path("uid").asString())
                      .isEqualTo("${datasource}"));
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "VERDIGRIS_PROMETHEUS",
      matches = "http.+",
      disabledReason = "VERDIGRIS_PROMETHEUS names no Prometheus to ask")
  void a_real_prometheus_understands_every_query_and_every_rule() throws Exception {
    URI prometheus = URI.create(System.getenv("VERDIGRIS_PROMETHEUS"));
    for (String expression : expressions()) {
      String asked = expression.replace("$namespace", ".*").replace("$service", ".*");
      String query = "?query=" + URLEncoder.encode(asked, StandardCharsets.UTF_8);
      URI uri = prometheus.resolve("/api/v1/query" + query);
      var answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());

      assertThat(answer.statusCode()).as(asked + ": " + answer.body()).isEqualTo(200);
      assertThat(JsonMapper.shared().readTree(answer.body()).path("status").asString())
          .isEqualTo("success");
    }
  }
}
