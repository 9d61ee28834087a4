package io.verdigris.examples.bot;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Function;

/**
 * Asks over HTTP how a rollout's integration tests have ended: {@code GET BASE/ROLLOUT} answers 200
 * when they have passed and 422 when they have failed.
 *
 * @param base the address, without a slash at its end
 */
record TestResults(URI base, HttpClient client) implements Function<String, Verdict> {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  static TestResults at(URI base) {
    return new TestResults(base, HttpClient.newBuilder().connectTimeout(PATIENCE).build());
  }

  @Override
  public Verdict apply(String rollout) {
    var request =
        HttpRequest.newBuilder(URI.create(base + "/" + rollout)).timeout(PATIENCE).build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status == 200 ? Verdict.PASSED : status == 422 ? Verdict.FAILED : Verdict.OPEN;
    } catch (IOException e) {
      return Verdict.OPEN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Verdict.OPEN;
    }
  }
}
