package io.verdigris.metrics.prometheus;

import com.sun.net.httpserver.HttpServer;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.MetricSource;
import io.verdigris.testkit.contract.ContractFixture;
import io.verdigris.testkit.contract.MetricSourceContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class PrometheusMetricSourceContractTest extends MetricSourceContract {
  private static final String TIMES = time("OLDEST") + "," + time("NEWEST");
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    vector("/busy", sum("pod-0", 7) + "," + sum("pod-1", 0) + "," + TIMES);
    vector("/idle", sum("pod-0", 0) + "," + sum("pod-1", 0) + "," + TIMES);
    vector("/unknown", "");
    answer("/broken", "{\"status\":\"error\",\"error\":\"query timed out\"}");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void vector(String path, String result) {
    answer(
        path,
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
            + result
            + "]}}");
  }

  private static String time(String which) {
    return "{\"metric\":{\"verdigris\":\"0/%s\"},\"value\":[9,\"8.5\"]}".formatted(which);
  }

  private static String sum(String pod, int value) {
    return "{\"metric\":{\"verdigris\":\"0/REQUESTS\",\"pod\":\"%s\"},\"value\":[0,\"%d\"]}"
        .formatted(pod, value);
  }

  private void answer(String path, String json) {
    server.createContext(
        path + "/api/v1/query",
        exchange -> {
          byte[] body = json.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  @Override
  protected MetricSource source() {
    return new PrometheusMetricSource(System::getenv, Optional.empty());
  }

  @Override
  protected MetricRequest busy() {
    return request("/busy");
  }

  @Override
  protected MetricRequest idle() {
    return request("/idle");
  }

  @Override
  protected MetricRequest unknown() {
    return request("/unknown");
  }

  @Override
  protected MetricRequest broken() {
    return request("/broken");
  }

  private MetricRequest request(String path) {
    var at = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return ContractFixture.read("127.0.0.1", 8080, PrometheusMetrics.at(at).extension().settings());
  }
}
