package io.verdigris.metrics.prometheus;

import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.VerdigrisException;
import io.verdigris.http.BoundedBody;
import io.verdigris.spi.Admission;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Settings;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The source {@code prometheus}; {@link PrometheusMetrics} documents it. */
final class PrometheusMetricSource implements MetricSource {
  private static final int BODY_LIMIT = 16 * 1024 * 1024;
  private static final int EXCERPT = 200;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final JsonMapper json = new JsonMapper();
  private final Function<String, @Nullable String> environment;
  private final Optional<String> switcher;

  /**
   * @param switcher the id of what moves traffic where a spec names nothing, if that is configured
   */
  PrometheusMetricSource(
      Function<String, @Nullable String> environmentVariables, Optional<String> switcher) {
    environment = environmentVariables;
    this.switcher = switcher;
  }

  @Override
  public Sample read(MetricRequest request) {
    PrometheusPlan plan = Settings.underWay(() -> PrometheusPlan.parse(request.settings()));
    HttpRequest.Builder call = Settings.underWay(() -> call(plan));
    if (request.environment().pods().isEmpty()) {
      return new Sample.Missing("no pod is ready to be read");
    }
    var query = new PrometheusQuery(plan, request);
    String form = "query=" + URLEncoder.encode(query.text(), StandardCharsets.UTF_8);
    try {
      return query.sample(vector(send(call.POST(HttpRequest.BodyPublishers.ofString(form)), plan)));
    } catch (BadAnswerException e) {
      return new Sample.Failed(plan.query() + " " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return new Sample.Failed(
          plan.query() + " answered what cannot be understood: " + e.getMessage());
    }
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> settings) {
    PrometheusPlan plan = PrometheusPlan.parse(settings);
    var unused = call(plan);
    var call =
        new PlannedCall(
            Phase.MONITOR,
            "POST",
            plan.query().toString(),
            "read the " + (plan.atEdge() ? "edge's" : "pods'") + " request counters");
    return plan.atEdge()
        ? EdgeAdmission.of(spec, switcher, plan.tellsLatency(), call)
        : new Admission(List.of(), List.of(call), List.of(), List.of(), 0);
  }

  private HttpRequest.Builder call(PrometheusPlan plan) {
    var call =
        HttpRequest.newBuilder(plan.query())
            .timeout(plan.timeout())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json");
    plan.tokenVariable().ifPresent(variable -> authorize(call, variable));
    return call;
  }

  private void authorize(HttpRequest.Builder call, String variable) {
    String token = environment.apply(variable);
    if (token == null || !token.strip().matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException(
          "token-env of prometheus names the environment variable \""
              + variable
              + "\", which holds no token where the rollout runs; set it there");
    }
    call.header("Authorization", "Bearer " + token.strip());
  }

  private HttpResponse<BoundedBody.Body> send(HttpRequest.Builder call, PrometheusPlan plan) {
    var exchange = client.sendAsync(call.build(), info -> new BoundedBody(BODY_LIMIT));
    try {
      return exchange.get(plan.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new VerdigrisException("interrupted while waiting for " + plan.query(), e);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new BadAnswerException("gave no answer within " + plan.timeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new BadAnswerException(reason(e.getCause(), plan));
    }
  }

  private static String reason(@Nullable Throwable e, PrometheusPlan plan) {
    if (e instanceof HttpTimeoutException) {
      return "gave no answer within " + plan.timeout().toMillis() + " ms";
    } else if (e instanceof ConnectException) {
      return "cannot be connected";
    }
    return "gave no answer: " + e;
  }

  private JsonNode vector(HttpResponse<BoundedBody.Body> response) {
    int status = response.statusCode();
    if (!response.body().whole()) {
      throw new BadAnswerException("answered more than " + BODY_LIMIT + " bytes");
    }
    Optional<JsonNode> answer = parsed(response.body().text());
    if (status != 200) {
      throw new BadAnswerException(
          "answered " + status + answer.map(PrometheusMetricSource::error).orElse(""));
    }
    JsonNode root = answer.orElseThrow(() -> new BadAnswerException("answered no JSON"));
    if (!root.path("status").asString("").equals("success")) {
      throw new BadAnswerException("answered an error" + error(root));
    }
    JsonNode data = root.path("data");
    if (!data.path("resultType").asString("").equals("vector") || !data.path("result").isArray()) {
      throw new BadAnswerException("answered no vector");
    }
    return data.path("result");
  }

  private Optional<JsonNode> parsed(String text) {
    try {
      return Optional.ofNullable(json.readTree(text));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns what Prometheus says of its error; nothing of any other body, for it may be anything.
   */
  private static String error(JsonNode root) {
    String text = root.path("error").asString("");
    return text.isEmpty()
        ? ""
        : ": " + (text.length() > EXCERPT ? text.substring(0, EXCERPT) + "…" : text);
  }

  /** Says what is wrong with the answer. */
  private static final class BadAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadAnswerException(String message) {
      super(message);
    }
  }
}
