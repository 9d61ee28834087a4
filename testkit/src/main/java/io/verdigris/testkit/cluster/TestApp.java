package io.verdigris.testkit.cluster;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The test application's answers. A test can set errors, latency and unreadiness in the environment
 * and, while it runs, by {@code POST /fault}. Used on its loop's thread.
 */
final class TestApp implements HttpListener.Handler {
  private static final String NOT_A_FAULT =
      "errors is a share from 0 to 1, latency a duration such as 200ms\n";

  /** What goes wrong on purpose: a share from 0 to 1, a delay, and readiness. */
  private record Fault(double errors, Duration latency, boolean unready) {}

  private final EventLoop loop;
  private final String pod;
  private final String version;
  private final long readyAt;
  private final IntSupplier openConnections;
  private final RequestCounts counts = new RequestCounts();
  private Fault fault;

  /**
   * @param environment the container's variables
   * @param hostname the pod's name
   * @param openConnections how many connections are open now
   */
  TestApp(
      EventLoop loop,
      Map<String, String> environment,
      String hostname,
      IntSupplier openConnections) {
    this.loop = loop;
    this.pod = environment.getOrDefault("POD_NAME", hostname);
    this.version = environment.getOrDefault("VERSION", "dev");
    this.readyAt = System.nanoTime() + duration(environment, "STARTUP").toNanos();
    this.openConnections = openConnections;
    this.fault =
        new Fault(
            share(environment.getOrDefault("ERRORS", "0")).orElse(0.0),
            duration(environment, "LATENCY"),
            "true".equals(environment.get("UNREADY")));
  }

  @Override
  public void handle(HttpMessage request, Consumer<HttpMessage> answer) {
    switch (request.path()) {
      case "/readyz" -> answer.accept(readiness());
      case "/livez" -> answer.accept(HttpMessage.text(200, "ok\n"));
      case "/metrics" -> answer.accept(metrics());
      default -> faultOrServe(request, answer);
    }
  }

  private void faultOrServe(HttpMessage request, Consumer<HttpMessage> answer) {
    if (request.path().equals("/fault") && request.method().equals("POST")) {
      answer.accept(setFault(query(request)));
    } else {
      serve(answer);
    }
  }

  private void serve(Consumer<HttpMessage> answer) {
    long start = System.nanoTime();
    Fault now = fault;
    if (now.latency().isZero()) {
      reply(now, start, answer);
    } else {
      loop.schedule(now.latency(), () -> reply(now, start, answer));
    }
  }

  private void reply(Fault now, long start, Consumer<HttpMessage> answer) {
    boolean fails = now.errors() > 0 && ThreadLocalRandom.current().nextDouble() < now.errors();
    int code = fails ? 500 : 200;
    counts.add(code, Duration.ofNanos(System.nanoTime() - start));
    answer.accept(
        HttpMessage.text(code, version + " " + pod + "\n")
            .with("X-Pod", pod)
            .with("X-Version", version));
  }

  private HttpMessage readiness() {
    boolean ready = !fault.unready() && System.nanoTime() - readyAt >= 0;
    return ready ? HttpMessage.text(200, "ready\n") : HttpMessage.text(503, "not ready\n");
  }

  private HttpMessage metrics() {
    return HttpMessage.text(200, counts.text(openConnections.getAsInt()))
        .with("Content-Type", "text/plain; version=0.0.4");
  }

  private HttpMessage setFault(Map<String, String> query) {
    Optional<Double> errors = share(orDefault(query.get("errors"), "0"));
    Optional<Duration> latency =
        GoDuration.parse(orDefault(query.get("latency"), "0s")).filter(d -> !d.isNegative());
    if (errors.isEmpty() || latency.isEmpty()) {
      return HttpMessage.text(400, NOT_A_FAULT);
    }
    fault = new Fault(errors.get(), latency.get(), "true".equals(query.get("unready")));
    return HttpMessage.text(200, "set\n");
  }

  private static Map<String, String> query(HttpMessage request) {
    var values = new HashMap<String, String>();
    String[] halves = request.target().split("\\?", 2);
    for (String pair : halves.length < 2 ? new String[0] : halves[1].split("&", -1)) {
      String[] sides = pair.split("=", 2);
      values.putIfAbsent(decode(sides[0]), sides.length < 2 ? "" : decode(sides[1]));
    }
    return values;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String orDefault(@Nullable String value, String fallback) {
    return value == null || value.isEmpty() ? fallback : value;
  }

  private static Optional<Double> share(String text) {
    try {
      return Optional.of(Double.valueOf(text)).filter(s -> s >= 0 && s <= 1);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Duration duration(Map<String, String> environment, String name) {
    return GoDuration.parse(environment.getOrDefault(name, ""))
        .filter(d -> !d.isNegative())
        .orElse(Duration.ZERO);
  }
}
