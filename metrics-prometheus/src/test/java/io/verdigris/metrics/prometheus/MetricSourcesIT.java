package io.verdigris.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.spi.Counters;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.MetricSource;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Sample;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Both sources on real pods, whose counters the test knows since it sends their requests. */
@EnabledIfEnvironmentVariable(
    named = "VERDIGRIS_KUBECONFIG",
    matches = ".+",
    disabledReason = "VERDIGRIS_KUBECONFIG names no cluster with the image bluegreen.test/app:v1")
class MetricSourcesIT {
  private static final int PORT = 8080;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final KubernetesClient kubernetes = client();
  private final HttpClient http = HttpClient.newHttpClient();
  private final String namespace = "metrics-" + Long.toString(System.nanoTime(), 36);

  private static KubernetesClient client() {
    Config config = Config.fromKubeconfig(Path.of(System.getenv("VERDIGRIS_KUBECONFIG")).toFile());
    config.setClientKeyAlgo("EC");
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @BeforeEach
  void createNamespace() {
    var object = new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
    kubernetes.resource(object).create();
  }

  @AfterEach
  void deleteNamespace() {
    kubernetes.namespaces().withName(namespace).delete();
    kubernetes.close();
  }

  @Test
  void the_pods_own_pages_count_what_was_sent() throws Exception {
    List<Pod> pods = pods();
    MetricSource source =
        new PodMetricSource(
            () -> {
              throw new IllegalStateException("pods are reached straight");
            },
            Clock.systemUTC());
    Extension settings = PodMetrics.on(PORT, "/metrics").extension();
    assertThat(source.read(request(pods, settings))).isInstanceOf(Sample.NoTraffic.class);
    send(pods);
    counted(source.read(request(pods, settings)));
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "VERDIGRIS_PROMETHEUS",
      matches = ".+",
      disabledReason = "VERDIGRIS_PROMETHEUS names no Prometheus that scrapes annotated pods")
  void prometheus_counts_what_was_sent_and_forgets_pods_that_are_gone() throws Exception {
    List<Pod> pods = pods();
    MetricSource source = new PrometheusMetricSource(System::getenv, Optional.empty());
    MetricRequest request =
        request(
            pods,
            PrometheusMetrics.at(URI.create(System.getenv("VERDIGRIS_PROMETHEUS"))).extension());
    await(source, request, Sample.NoTraffic.class::isInstance);
    send(pods);
    counted(await(source, request, sample -> requests(sample) == 30));
    pods.forEach(
        pod ->
            kubernetes
                .pods()
                .inNamespace(namespace)
                .withName(pod.name())
                .withGracePeriod(0)
                .delete());
    await(source, request, Sample.Missing.class::isInstance);
  }

  /** Sends 20 requests to the first pod and 10, all of which fail, to the second. */
  private void send(List<Pod> pods) throws IOException, InterruptedException {
    var fault = HttpRequest.newBuilder(uri(pods.get(1), "/fault?errors=1"));
    http.send(
        fault.POST(HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.discarding());
    for (int i = 0; i < 30; i++) {
      var request = HttpRequest.newBuilder(uri(pods.get(i < 20 ? 0 : 1), "/")).build();
      http.send(request, HttpResponse.BodyHandlers.discarding());
    }
  }

  private static void counted(Sample sample) {
    assertThat(sample).isInstanceOf(Sample.Value.class);
    var pods = ((Sample.Value) sample).pods();
    assertThat(pods).containsOnlyKeys("web-0", "web-1");
    pods.forEach(
        (pod, counters) -> {
          assertThat(counters.requests()).isEqualTo(pod.equals("web-0") ? 20 : 10);
          assertThat(counters.errors()).isEqualTo(pod.equals("web-0") ? 0 : 10);
          assertThat(counters.buckets())
              .containsEntry(Double.POSITIVE_INFINITY, counters.requests());
          assertThat(counters.open()).isPresent();
        });
  }

  private static long requests(Sample sample) {
    return sample instanceof Sample.Value value
        ? value.pods().values().stream().mapToLong(Counters::requests).sum()
        : 0;
  }

  private static Sample await(
      MetricSource source, MetricRequest request, Predicate<Sample> wanted) {
    long begun = System.nanoTime();
    Sample sample = source.read(request);
    while (!wanted.test(sample)) {
      assertThat(System.nanoTime() - begun)
          .as("waiting in vain, the last reading is %s", sample)
          .isLessThan(PATIENCE.toNanos());
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      sample = source.read(request);
    }
    return sample;
  }

  private List<Pod> pods() {
    List<Pod> ready = new ArrayList<>();
    for (String name : List.of("web-0", "web-1")) {
      var container =
          new ContainerBuilder()
              .withName("app")
              .withImage("bluegreen.test/app:v1")
              .addNewPort()
              .withContainerPort(PORT)
              .endPort()
              .withNewReadinessProbe()
              .withNewHttpGet()
              .withPath("/readyz")
              .withNewPort(PORT)
              .endHttpGet()
              .withPeriodSeconds(1)
              .endReadinessProbe()
              .build();
      var pod =
          new PodBuilder()
              .withNewMetadata()
              .withName(name)
              .withNamespace(namespace)
              .addToAnnotations("prometheus.io/scrape", "true")
              .endMetadata()
              .withNewSpec()
              .withContainers(container)
              .endSpec()
              .build();
      kubernetes.resource(pod).create();
      var running = kubernetes.resource(pod).waitUntilReady(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      ready.add(new Pod(name, running.getStatus().getPodIP()));
    }
    return ready;
  }

  private static URI uri(Pod pod, String path) {
    return URI.create("http://" + pod.address() + ":" + PORT + path);
  }

  private MetricRequest request(List<Pod> pods, Extension extension) {
    return new MetricRequest(
        new RolloutContext("web-1", new Application(namespace, "web"), 1, () -> {}),
        new Environment(Colour.GREEN, "web-green", PORT, pods.size(), pods),
        extension.settings());
  }
}
