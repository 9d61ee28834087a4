package io.verdigris.benchmarks.rollback;

import io.fabric8.kubernetes.api.model.Pod;
import io.verdigris.testkit.cluster.TestApplication;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Has the new colour's pods serve on, but be read no more: Prometheus is told not to scrape them,
 * and from this process their metrics pages cannot be connected.
 */
final class Silenced implements Fault {
  static final String SCRAPE = "prometheus.io/scrape";

  @Override
  public Runnable begin(TestApplication web, PodCalls calls) {
    List<Pod> pods = PodCalls.of(web, "green");
    MetricsGate.shut(pods.stream().map(p -> p.getStatus().getPodIP()).collect(Collectors.toSet()));
    pods.forEach(pod -> stopScraping(web, pod));
    return MetricsGate::open;
  }

  private static void stopScraping(TestApplication web, Pod pod) {
    web.client()
        .resource(pod)
        .edit(p -> p.edit().editMetadata().removeFromAnnotations(SCRAPE).endMetadata().build());
  }
}
