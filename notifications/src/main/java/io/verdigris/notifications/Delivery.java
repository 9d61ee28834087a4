package io.verdigris.notifications;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts one notification after the other to one URL. Nothing that it says holds the URL or what the
 * receiver answered, which could repeat it. Redirects are not followed: what is behind them was not
 * meant to be told.
 */
final class Delivery {
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
  private static final double JITTER = 0.5;

  private final Notifier.Builder to;
  private final Retry retry;
  private final HttpClient client;

  /** Never counted down: waiting for it is a pause that an interrupt ends. */
  private final CountDownLatch never = new CountDownLatch(1);

  Delivery(Notifier.Builder to) {
    this.to = to;
    retry =
        Retry.of(
            "notification",
            RetryConfig.<Answer>custom()
                .maxAttempts(to.attempts)
                .retryOnResult(Answer::again)
                .intervalFunction(
                    IntervalFunction.ofExponentialRandomBackoff(
                        to.backoff, 2, JITTER, LONGEST_BACKOFF))
                .build());
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(to.timeout)
            .build();
  }

  String label() {
    return to.format.label();
  }

  /** Returns where it goes, for people, without the URL. */
  String target() {
    return to.format.label() + " (" + to.url + ")";
  }

  /** Posts it, again where that may help; returns why it failed, or empty. */
  Optional<String> deliver(Notification notification) {
    byte[] body = to.format.body(notification).getBytes(StandardCharsets.UTF_8);
    Retry.AsyncContext<Answer> tries = retry.asyncContext();
    for (int attempt = 1; ; attempt++) {
      Answer answer;
      long pause;
      try {
        answer = post(notification, body);
        pause = tries.onResult(answer);
        if (pause >= 0) {
          never.await(Math.max(pause, answer.after().toMillis()), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        // of this thread alone, by close
        return Optional.of("the notifier was closed before it was delivered");
      }
      if (pause < 0) {
        return answer.failure(attempt);
      }
    }
  }

  private Answer post(Notification notification, byte[] body) throws InterruptedException {
    CompletableFuture<HttpResponse<Void>> sent =
        client.sendAsync(request(notification, body), HttpResponse.BodyHandlers.discarding());
    try {
      return Answer.of(sent.get(to.timeout.toMillis(), TimeUnit.MILLISECONDS), Instant.now());
    } catch (TimeoutException e) {
      return late();
    } catch (ExecutionException e) {
      // the client has a clock of its own, which may be first; a message may name the address
      return e.getCause() instanceof HttpTimeoutException
          ? late()
          : Answer.none(String.valueOf(e.getCause()).replaceAll("(?s):.*", ""));
    } finally {
      sent.cancel(true);
    }
  }

  private Answer late() {
    return Answer.none("no answer within " + to.timeout.toMillis() + " ms");
  }

  private HttpRequest request(Notification notification, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to.uri)
            .timeout(to.timeout)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "verdigris")
            .header("Verdigris-Event", notification.kind().label())
            .header("Verdigris-Delivery", notification.id().toString());
    to.signature.ifPresent(s -> request.header(Signature.HEADER, s.sign(body, Instant.now())));
    return request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
  }
}
