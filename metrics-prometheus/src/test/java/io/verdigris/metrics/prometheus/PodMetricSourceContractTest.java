package io.verdigris.metrics.prometheus;

import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.PodProxy;
import io.verdigris.testkit.contract.ContractFixture;
import io.verdigris.testkit.contract.MetricSourceContract;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

class PodMetricSourceContractTest extends MetricSourceContract {
  private final AtomicLong served = new AtomicLong();

  @Override
  protected MetricSource source() {
    return new PodMetricSource(() -> this::page, Clock.systemUTC());
  }

  private PodProxy.Answer page(
      Object application,
      String method,
      String pod,
      int port,
      String path,
      Object headers,
      Object timeout)
      throws IOException {
    String text =
        switch (path) {
          case "/busy" ->
              """
              http_requests_total{code="200"} %d
              http_requests_total{code="500"} 1
              http_request_duration_seconds_bucket{le="0.1"} 3
              http_request_duration_seconds_bucket{le="+Inf"} 4
              """
                  .formatted(served.incrementAndGet());
          case "/idle" -> "http_request_duration_seconds_bucket{le=\"+Inf\"} 0\n";
          case "/unknown" -> "go_goroutines 5\n";
          default -> throw new IOException("no answer");
        };
    return new PodProxy.Answer(200, text);
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

  private static MetricRequest request(String path) {
    return ContractFixture.read("127.0.0.1", 8080, Map.of("path", path, "via", "proxy"));
  }
}
