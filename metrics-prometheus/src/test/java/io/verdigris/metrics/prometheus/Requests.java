package io.verdigris.metrics.prometheus;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.RolloutContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Requests for tests: all pods are on this machine. */
final class Requests {
  static final Application WEB = new Application("shop", "web");

  private Requests() {}

  static MetricRequest request(Map<String, String> settings, String... pods) {
    List<Pod> ready = Stream.of(pods).map(pod -> new Pod(pod, "127.0.0.1")).toList();
    return new MetricRequest(
        new RolloutContext("web-1", WEB, 1, () -> {}),
        new Environment(Colour.GREEN, "web-green", 8080, pods.length, ready),
        settings);
  }
}
