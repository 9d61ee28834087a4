package io.verdigris.examples.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.hooks.Drain;
import io.verdigris.http.Via;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whole rollouts under WebSockets and gRPC streams that last. The embedded cluster's pods have
 * addresses of this machine, at which each is joined by a server of both protocols.
 */
class DrainIT implements Follower.Pods {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<AutoCloseable> closing = new ArrayList<>();
  private final Map<String, StreamingPod> servers = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean drains = true;
  private TestApplication web;
  private List<Follower> followers = List.of();

  @BeforeEach
  void open() {
    web = closing(new TestApplication(closing(EmbeddedCluster.start())));
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 2);
    web.awaitReady("blue", 2);
    Assumptions.assumeTrue(
        new HashSet<>(addresses(TestApplication.selector("blue"))).size() == 2,
        "pods have no addresses of their own on this machine: 127.0.0.0/8 is not all its own");
  }

  private void follow() {
    followers =
        Stream.<Follower.Protocol>of(
                Protocols::webSocket, Protocols::webSocket, Protocols::grpc, Protocols::grpc)
            .map(protocol -> closing(new Follower(protocol, this)))
            .toList();
    awaitFollowing("blue");
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    closing.add(0, closeable);
    return closeable;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : closing) {
      closeable.close();
    }
    servers.values().forEach(StreamingPod::close);
  }

  @Override
  public String live() {
    var service = web.client().services().inNamespace(web.namespace()).withName("web").get();
    List<String> addresses = addresses(service.getSpec().getSelector());
    String address = addresses.get(turn.getAndIncrement() % addresses.size());
    servers.computeIfAbsent(address, a -> new StreamingPod(a, drains));
    return address;
  }

  @Override
  public boolean serves(String address) {
    return addresses(Map.of()).contains(address);
  }

  private List<String> addresses(Map<String, String> labels) {
    return web
        .client()
        .pods()
        .inNamespace(web.namespace())
        .withLabels(labels)
        .list()
        .getItems()
        .stream()
        .filter(Readiness::isPodReady)
        .map((Pod pod) -> pod.getStatus().getPodIP())
        .sorted()
        .toList();
  }

  private void awaitFollowing(String colour) {
    Patience.until(
        "all followers are on " + colour,
        () ->
            addresses(TestApplication.selector(colour))
                .containsAll(followers.stream().map(Follower::on).toList()));
  }

  private RolloutOutcome rollOut(Duration deadline) throws InterruptedException {
    RolloutSpec spec =
        web.spec("v2")
            .soak(Duration.ofSeconds(1))
            .drainTimeout(Duration.ofSeconds(1))
            .use(
                Drain.by("/drain")
                    .port(StreamingPod.ADMIN)
                    .via(Via.DIRECT)
                    .counting("/metrics", "connections_open")
                    .deadline(deadline)
                    .extension())
            .build();
    BlueGreenOrchestrator orchestrator =
        closing(
            BlueGreenOrchestrator.builder().configuration(web.context().configuration()).build());
    return orchestrator.start(spec).await();
  }

  @Test
  void streams_end_in_an_orderly_way_and_go_on_elsewhere_before_the_old_pods_go() throws Exception {
    follow();

    RolloutOutcome outcome = rollOut(PATIENCE);

    assertThat(outcome).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(outcome.notes()).noneMatch(note -> note.contains("still open"));
    awaitFollowing("green");
    assertThat(followers)
        .allSatisfy(
            follower ->
                assertThat(follower.ends())
                    .singleElement()
                    .satisfies(
                        end -> {
                          assertThat(end.how()).isIn("closed 1001", "completed");
                          assertThat(end.served()).isTrue();
                        }));
    assertThat(servers.values().stream().map(StreamingPod::calls)).containsOnly(0, 1);
  }

  @Test
  void what_does_not_end_by_the_deadline_is_reported_as_forced() throws Exception {
    drains = false;
    follow();

    RolloutOutcome outcome = rollOut(Duration.ofSeconds(3));

    assertThat(outcome).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(outcome.notes())
        .contains("4 connections of 2 pods were still open after the deadline of 3s");
    assertThat(followers).allSatisfy(follower -> assertThat(follower.ends()).isEmpty());
  }
}
