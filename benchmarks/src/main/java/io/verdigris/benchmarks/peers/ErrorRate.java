package io.verdigris.benchmarks.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers, on the loopback interface, which share of the requests that some pods have served since
 * the last question failed: what a controller's metric of kind web is pointed at.
 */
final class ErrorRate implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Pattern COUNTER =
      Pattern.compile("http_requests_total\\{code=\"(\\d+)\"\\} (\\d+)");

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Map<String, Long> last = new HashMap<>();
  private final Supplier<List<Pod>> pods;
  private final HttpServer server;

  private ErrorRate(Supplier<List<Pod>> pods) throws IOException {
    this.pods = pods;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
  }

  static ErrorRate of(Supplier<List<Pod>> pods) throws IOException {
    var rate = new ErrorRate(pods);
    rate.server.start();
    return rate;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    byte[] body =
        String.format(Locale.ROOT, "{\"rate\": %.6f}", rate()).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private double rate() {
    long all = 0;
    long bad = 0;
    for (Pod pod : pods.get()) {
      Matcher counter = COUNTER.matcher(metrics(pod));
      while (counter.find()) {
        long more = more(pod.getMetadata().getName() + " " + counter.group(1), counter.group(2));
        all += more;
        bad += counter.group(1).startsWith("5") ? more : 0;
      }
    }
    return all == 0 ? 0 : (double) bad / all;
  }

  private long more(String counter, String value) {
    long now = Long.parseLong(value);
    Long before = last.put(counter, now);
    return before == null ? now : now - before;
  }

  private String metrics(Pod pod) {
    var uri = URI.create("http://" + pod.getStatus().getPodIP() + ":8080/metrics");
    try {
      var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
      return http.send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return ""; // a pod that ends
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
