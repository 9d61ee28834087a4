package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.OutcomeUnknownException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Sends exactly one HTTP request for each call, within a time limit. The client would send a failed
 * write again by itself; what a repeated write does is for the engine to decide.
 */
final class ApiTransport {
  /** The future is bounded too: one was seen that never completed. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final HttpClient http;
  private final String server;

  ApiTransport(KubernetesClient client) {
    this.client = client;
    this.http =
        client
            .getHttpClient()
            .newBuilder()
            .tag(
                new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    String url = client.getMasterUrl().toString();
    this.server = url.endsWith("/") ? url : url + "/";
  }

  /** A request but for its target. */
  record Content(
      String method, String query, String type, String body, Map<String, String> headers) {
    static Content get(String query) {
      return new Content("GET", query, "", "", Map.of());
    }

    static Content json(String method, String query, String body) {
      return new Content(method, query, "application/json", body, Map.of());
    }
  }

  ApiAnswer send(ApiTarget target, Content content, Duration limit) {
    return start(target, content, limit).get();
  }

  /** Sends a request; the answer is waited for by whoever asks for it. */
  Supplier<ApiAnswer> start(ApiTarget target, Content content, Duration limit) {
    CompletableFuture<HttpResponse<String>> sent =
        http.sendAsync(request(target, content, limit), String.class);
    return () -> {
      HttpResponse<String> response = await(target, sent, limit);
      return answer(response.code(), Optional.ofNullable(response.body()).orElse(""), response);
    };
  }

  /** Sends a request whose answer is somebody else's, and stops reading it after so many bytes. */
  ApiAnswer send(ApiTarget target, Content content, Duration limit, int bytes) {
    var body = new BoundedAnswer(bytes);
    CompletableFuture<Integer> sent =
        http.consumeBytes(request(target, content, limit), body)
            .thenCompose(response -> body.read(response.body()).thenApply(read -> response.code()));
    int code = await(target, sent, limit);
    return new ApiAnswer(code, body.text(), message(body.text()), Optional.empty());
  }

  private <T> T await(ApiTarget target, CompletableFuture<T> sent, Duration limit) {
    try {
      return sent.get(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw noAnswer(target, Optional.ofNullable(e.getCause()).orElse(e));
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw noAnswer(target, e);
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw noAnswer(target, e);
    }
  }

  private HttpRequest request(ApiTarget target, Content content, Duration limit) {
    String query = content.query().isEmpty() ? "" : "?" + content.query();
    HttpRequest.Builder request =
        http.newHttpRequestBuilder()
            .uri(server + target.path() + query)
            .timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    content.headers().forEach(request::setHeader);
    if (!content.method().equals("GET")) {
      request.method(content.method(), content.type(), content.body());
    }
    return request.build();
  }

  private ApiAnswer answer(int code, String body, HttpResponse<?> response) {
    boolean success = code >= 200 && code < 300;
    Optional<Duration> later =
        code == 429 || code == 503
            ? Optional.ofNullable(response.header("Retry-After")).flatMap(ApiTransport::seconds)
            : Optional.empty();
    return new ApiAnswer(code, body, success ? "" : message(body), later);
  }

  private String message(String body) {
    try {
      Status status = client.getKubernetesSerialization().unmarshal(body, Status.class);
      return status == null || status.getMessage() == null ? "" : status.getMessage();
    } catch (RuntimeException e) {
      return body.length() > 200 ? body.substring(0, 200) + " …" : body;
    }
  }

  private static Optional<Duration> seconds(String header) {
    return header.matches("\\d{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(header)))
        : Optional.empty();
  }

  private VerdigrisException noAnswer(ApiTarget target, Throwable cause) {
    String told = "no answer to " + target + " from " + server + ": " + describe(cause);
    return target.isWrite() && !isUnsent(cause)
        ? new OutcomeUnknownException(told, cause)
        : new VerdigrisException(told, cause);
  }

  private static String describe(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static boolean isUnsent(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ConnectException
          || t instanceof HttpConnectTimeoutException
          || t instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }
}
