package io.verdigris.benchmarks.peers;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends single requests to the API server, with nothing around them. */
record Bare(KubernetesClient client) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  static final String JSON_PATCH = "application/json-patch+json";
  static final String MERGE_PATCH = "application/merge-patch+json";

  /**
   * When a request was sent and answered, and what was answered.
   *
   * @param status the HTTP status
   */
  record Answer(Instant sent, Instant at, int status, String body) {
    Duration took() {
      return Duration.between(sent, at);
    }
  }

  Answer get(String path) throws InterruptedException {
    return send("GET", path, "", "");
  }

  /** Patches; everything but success is an {@link IllegalStateException}. */
  Answer patch(String path, String type, String body) throws InterruptedException {
    Answer answer = send("PATCH", path, type, body);
    if (answer.status() != 200) {
      throw new IllegalStateException("PATCH " + path + ": " + answer.body());
    }
    return answer;
  }

  private Answer send(String method, String path, String type, String body)
      throws InterruptedException {
    String server = client.getMasterUrl().toString().replaceFirst("/$", "");
    var http = client.getHttpClient();
    var request =
        http.newHttpRequestBuilder()
            .uri(server + path)
            .timeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    if (!method.equals("GET")) {
      request.method(method, type, body);
    }
    var built = request.build();
    Instant sent = Instant.now();
    try {
      HttpResponse<String> response =
          http.sendAsync(built, String.class).get(LIMIT.toSeconds() + 1, TimeUnit.SECONDS);
      return new Answer(sent, Instant.now(), response.code(), response.bodyString());
    } catch (ExecutionException | TimeoutException | IOException e) {
      throw new IllegalStateException("no answer to " + method + " " + path, e);
    }
  }
}
