package io.verdigris.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.Comparison;
import io.verdigris.Entry;
import io.verdigris.Finding;
import io.verdigris.HardLimits;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutStatus;
import io.verdigris.health.http.HttpCheck;
import io.verdigris.kubernetes.JobHook;
import io.verdigris.metrics.prometheus.PodMetrics;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Tally;
import io.verdigris.testkit.traffic.Traffic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole rollouts through the public API, on each cluster, under steady traffic. */
@ParameterizedClass
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class RolloutIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int RATE = 50;

  private final TestCluster cluster;
  private final List<AutoCloseable> closing = new ArrayList<>();
  private TestApplication web;
  private BlueGreenOrchestrator orchestrator;

  RolloutIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    web = closing(new TestApplication(cluster));
    orchestrator = orchestrator();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : closing) {
      closeable.close();
    }
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    closing.add(0, closeable);
    return closeable;
  }

  private BlueGreenOrchestrator orchestrator() {
    return closing(
        BlueGreenOrchestrator.builder()
            .configuration(web.context().configuration())
            .leaseDuration(Duration.ofSeconds(2))
            .build());
  }

  private void blue(int replicas) {
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", replicas);
    web.awaitReady("blue", replicas);
    web.awaitEntry();
  }

  private RolloutSpec.Builder spec(String tag) {
    return timed(web.spec(tag))
        .entry(Entry.of(cluster.entry(web.namespace(), "web")))
        .use(HttpCheck.get("/readyz").extension())
        .use(PodMetrics.on(8080, "/metrics").extension())
        .use(HardLimits.limits().maxErrorRate(0.05).minRequests(20).extension());
  }

  private static RolloutSpec.Builder timed(RolloutSpec.Builder spec) {
    return spec.soak(Duration.ofSeconds(4)).drainTimeout(Duration.ofSeconds(4));
  }

  private Traffic onNewConnections() {
    return closing(Traffic.onNewConnections(cluster.entry(web.namespace(), "web"), RATE));
  }

  private Traffic onKeptConnections() {
    return closing(Traffic.onKeptConnections(cluster.entry(web.namespace(), "web"), RATE));
  }

  private static void awaitAnswer(Traffic traffic, String version) throws InterruptedException {
    awaitAnswers(traffic, version, 1);
  }

  private static void awaitAnswers(Traffic traffic, String version, int count)
      throws InterruptedException {
    var seen = new CountDownLatch(count);
    traffic.onAnswer(
        answer -> {
          if (answer.version().equals(version)) {
            seen.countDown();
          }
        });
    assertThat(seen.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private static RolloutOutcome end(Rollout rollout) throws InterruptedException {
    Optional<RolloutOutcome> outcome = rollout.await(PATIENCE);
    assertThat(outcome).as("outcome; events so far: %s", rollout.events()).isPresent();
    return outcome.orElseThrow();
  }

  private int replicas(Colour colour) {
    return web.client()
        .apps()
        .deployments()
        .inNamespace(web.namespace())
        .withName("web-" + colour)
        .get()
        .getSpec()
        .getReplicas();
  }

  private Optional<Colour> live() {
    return orchestrator.status(web.application()).live();
  }

  @Test
  void a_good_version_is_promoted_and_no_request_is_lost() throws Exception {
    blue(3);
    Traffic fresh = onNewConnections();
    Traffic kept = onKeptConnections();
    awaitAnswer(kept, "v1");

    RolloutOutcome outcome = end(orchestrator.start(spec("v2").build()));

    awaitAnswer(kept, "v2");
    Tally onNew = fresh.stop();
    Tally onKept = kept.stop();
    assertThat(outcome).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(outcome.live()).contains(Colour.GREEN);
    assertThat(onNew.problems()).isEmpty();
    assertThat(onKept.problems()).isEmpty();
    assertThat(onNew.versions()).containsOnlyKeys("v1", "v2");
    assertThat(onNew.version("v1").last()).isBefore(onNew.version("v2").last());
    assertThat(replicas(Colour.GREEN)).isEqualTo(3);
    assertThat(replicas(Colour.BLUE)).isZero();
  }

  @Test
  void a_version_that_fails_requests_is_taken_back_and_the_switches_lose_none() throws Exception {
    blue(3);
    Traffic fresh = onNewConnections();
    Traffic kept = onKeptConnections();
    awaitAnswer(fresh, "v1");

    RolloutOutcome outcome =
        end(orchestrator.start(spec("v2").env("app", "ERRORS", "0.3").build()));

    awaitAnswer(fresh, "v1");
    Tally onNew = fresh.stop();
    Tally onKept = kept.stop();
    assertThat(outcome).isInstanceOf(RolloutOutcome.RolledBack.class);
    assertThat(outcome.reason()).contains("requests failed").contains("the limit is 5.00 %");
    assertThat(outcome.live()).contains(Colour.BLUE);
    assertThat(onNew.version("v2").failed()).isPositive().isEqualTo(onNew.failed());
    assertThat(onNew.lost()).isZero();
    assertThat(onKept.lost()).isZero();
    assertThat(replicas(Colour.BLUE)).isEqualTo(3);
    assertThat(replicas(Colour.GREEN)).isZero();
  }

  @Test
  void a_version_that_fails_more_often_than_the_one_before_is_taken_back() throws Exception {
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 2, Map.of("ERRORS", "0.02"));
    web.awaitReady("blue", 2);
    web.awaitEntry();
    Traffic fresh = onNewConnections();
    awaitAnswers(fresh, "v1", 500);

    RolloutOutcome worse = end(orchestrator.start(compared().env("app", "ERRORS", "0.3").build()));
    RolloutOutcome alike = end(orchestrator.start(compared().env("app", "ERRORS", "0.02").build()));

    assertThat(worse).isInstanceOf(RolloutOutcome.RolledBack.class);
    assertThat(worse.reason()).contains("at the same time", "by the new colour", "by the old one");
    assertThat(alike).as("%s", alike.reason()).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(fresh.stop().lost()).isZero();
  }

  @Test
  void a_fault_that_both_versions_come_to_share_takes_nothing_back() throws Exception {
    blue(2);
    Traffic fresh = onNewConnections();
    Traffic kept = onKeptConnections();
    awaitAnswers(fresh, "v1", 500);
    Rollout rollout = orchestrator.start(compared().compare(Duration.ofSeconds(5)).build());
    awaitPhase(rollout, phase -> phase == Phase.MONITOR);

    fail("blue", 0.3);
    fail("green", 0.3);
    Patience.until("both colours serve", () -> bothServe(orchestrator.status(web.application())));
    RolloutOutcome outcome = end(rollout);

    assertThat(outcome).as("%s", outcome.reason()).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(outcome.notes()).anyMatch(note -> note.contains("a suspicion was not confirmed"));
    assertThat(outcome.live()).contains(Colour.GREEN);
    assertThat(fresh.stop().lost()).isZero();
    assertThat(kept.stop().lost()).isZero();
  }

  private static boolean bothServe(RolloutStatus status) {
    return status.phase().equals(Optional.of(Phase.COMPARE))
        && status.live().isEmpty()
        && status.problems().isEmpty();
  }

  /** Has all pods of a colour fail such a share of their requests. */
  private void fail(String colour, double share) throws Exception {
    for (Pod pod :
        web.client()
            .pods()
            .inNamespace(web.namespace())
            .withLabels(TestApplication.selector(colour))
            .list()
            .getItems()) {
      var uri = URI.create("http://" + pod.getStatus().getPodIP() + ":8080/fault?errors=" + share);
      HttpRequest request = HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    }
  }

  /** No limit: blue's own errors are all there is to go by. */
  private RolloutSpec.Builder compared() {
    return timed(web.spec("v2"))
        .use(PodMetrics.on(8080, "/metrics").extension())
        .use(Comparison.withOldColour().detect(0.1).extension());
  }

  @Test
  void a_version_that_never_becomes_ready_is_rejected_and_blue_is_untouched() throws Exception {
    blue(2);
    List<String> pods = pods("blue");

    RolloutOutcome outcome =
        end(
            orchestrator.start(
                spec("v2")
                    .env("app", "UNREADY", "true")
                    .deployTimeout(Duration.ofSeconds(6))
                    .build()));

    assertThat(outcome).isInstanceOf(RolloutOutcome.Rejected.class);
    assertThat(outcome.reason()).contains("0 of 2 pods of web-green are ready");
    assertThat(outcome.live()).contains(Colour.BLUE);
    assertThat(orchestrator.status(web.application()).epoch()).isZero();
    assertThat(pods("blue")).isEqualTo(pods);
    assertThat(replicas(Colour.GREEN)).isZero();
  }

  @Test
  void an_image_that_cannot_be_pulled_is_rejected_with_its_name() throws Exception {
    blue(1);

    RolloutOutcome outcome =
        end(orchestrator.start(spec("v2").image("app", cluster.image("none")).build()));

    assertThat(outcome).isInstanceOf(RolloutOutcome.Rejected.class);
    assertThat(outcome.reason()).contains(cluster.image("none")).containsIgnoringCase("image");
    assertThat(replicas(Colour.BLUE)).isEqualTo(1);
  }

  @Test
  void a_first_installation_from_a_manifest_is_promoted() throws Exception {
    web.service(Map.of("app", "web"));
    var green = web.deployment("green", 2);
    web.client().resource(green).delete();
    green.setStatus(null);
    green.getMetadata().setResourceVersion(null);
    String manifest = web.client().getKubernetesSerialization().asYaml(green);
    web.client()
        .pods()
        .inNamespace(web.namespace())
        .withLabel("app", "web")
        .waitUntilCondition(pod -> pod == null, PATIENCE.toSeconds(), TimeUnit.SECONDS);

    RolloutOutcome outcome =
        end(
            orchestrator.start(
                timed(RolloutSpec.builder(web.application()).manifest(manifest))
                    .use(HttpCheck.get("/readyz").extension())
                    .build()));

    assertThat(outcome).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(live()).isEqualTo(outcome.live()).isPresent();
    assertThat(replicas(outcome.live().orElseThrow())).isEqualTo(2);
  }

  @Test
  void the_version_before_comes_back_on_request() throws Exception {
    blue(2);
    assertThat(end(orchestrator.start(timed(web.spec("v2")).build())).name()).isEqualTo("promoted");

    var back = timed(RolloutSpec.builder(web.application()).previousVersion()).build();
    RolloutOutcome outcome = end(orchestrator.start(back));

    assertThat(outcome).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(outcome.live()).contains(Colour.BLUE);
    assertThat(orchestrator.status(web.application()).epoch()).isEqualTo(2);
  }

  @Test
  void a_closed_process_lets_go_and_another_goes_on() throws Exception {
    blue(2);
    for (Phase phase : List.of(Phase.DEPLOY, Phase.VERIFY, Phase.CONFIRM, Phase.MONITOR)) {
      BlueGreenOrchestrator first = orchestrator();
      Rollout rollout = first.start(timed(web.spec("v2")).env("app", "FROM", phase.name()).build());
      awaitPhase(rollout, p -> p.compareTo(phase) >= 0);
      first.close();
      assertThat(end(rollout)).as("closed in %s", phase).isInstanceOf(RolloutOutcome.Halted.class);

      List<Rollout> resumed = orchestrator.resume(web.namespace());

      assertThat(resumed).as("left in %s", phase).hasSize(1);
      assertThat(end(resumed.get(0)).name()).as("left in %s", phase).isEqualTo("promoted");
    }
  }

  private static void awaitPhase(Rollout rollout, Predicate<Phase> reached)
      throws InterruptedException {
    while (!reached.test(rollout.phase()) && rollout.await(Duration.ofMillis(2)).isEmpty()) {
      assertThat(rollout.phase()).isNotNull();
    }
  }

  @Test
  void a_person_takes_a_rollout_back_from_another_process() throws Exception {
    blue(2);
    Rollout rollout = orchestrator.start(web.spec("v2").soak(Duration.ofMinutes(10)).build());
    awaitPhase(rollout, phase -> phase == Phase.MONITOR);

    orchestrator().abort(web.application(), "ops", "a hunch");

    RolloutOutcome outcome = end(rollout);
    assertThat(outcome).isInstanceOf(RolloutOutcome.RolledBack.class);
    assertThat(outcome.reason()).isEqualTo("aborted by ops: a hunch");
    assertThat(live()).contains(Colour.BLUE);
    assertThat(replicas(Colour.GREEN)).isZero();
  }

  /** The best of the peers waits for green to be ready before it goes back to blue. */
  @Test
  void a_person_is_back_on_blue_within_two_seconds_however_sick_green_is() throws Exception {
    blue(2);
    RolloutSpec sick =
        web.spec("v2").env("app", "ERRORS", "1").soak(Duration.ofMinutes(10)).build();
    Rollout rollout = orchestrator.start(sick);
    awaitPhase(rollout, phase -> phase == Phase.MONITOR);
    var unused =
        web.client()
            .pods()
            .inNamespace(web.namespace())
            .withLabels(TestApplication.selector("green"))
            .withGracePeriod(0)
            .delete();

    rollout.abort("ops", "green is sick");

    assertThat(end(rollout)).isInstanceOf(RolloutOutcome.RolledBack.class);
    assertThat(live()).contains(Colour.BLUE);
    Instant asked = at(rollout, RolloutEvent.Type.REQUEST, "ops");
    Instant back = at(rollout, RolloutEvent.Type.SWITCHED, "directed to blue");
    assertThat(Duration.between(asked, back)).isLessThan(Duration.ofSeconds(2));
  }

  private static Instant at(Rollout rollout, RolloutEvent.Type type, String message) {
    return rollout.events().stream()
        .filter(e -> e.type() == type && e.message().contains(message))
        .findFirst()
        .orElseThrow()
        .at();
  }

  @Test
  void traffic_waits_for_the_approval_that_was_asked_for() throws Exception {
    blue(1);
    Rollout rollout = orchestrator.start(timed(web.spec("v2")).requireApproval().build());
    awaitEvent(rollout, "a person's approval");
    assertThat(live()).contains(Colour.BLUE);

    orchestrator().approve(web.application(), "ops");

    assertThat(end(rollout)).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(rollout.events()).anyMatch(e -> e.message().equals("approved by ops"));
  }

  private static void awaitEvent(Rollout rollout, String message) throws InterruptedException {
    while (rollout.events().stream().map(RolloutEvent::message).noneMatch(message::equals)) {
      assertThat(rollout.await(Duration.ofMillis(20))).isEmpty();
    }
  }

  @Test
  void a_selector_that_loses_its_colour_ends_the_rollout_and_green_goes() throws Exception {
    blue(2);
    Rollout rollout = orchestrator.start(timed(web.spec("v2")).requireApproval().build());
    awaitEvent(rollout, "a person's approval");

    web.select(Map.of("app", "web"));

    RolloutOutcome outcome = end(rollout);
    assertThat(outcome).isInstanceOf(RolloutOutcome.Rejected.class);
    assertThat(outcome.reason()).contains("someone else changed where traffic goes");
    assertThat(replicas(Colour.GREEN)).isZero();
    assertThat(replicas(Colour.BLUE)).isEqualTo(2);
    assertThat(selector()).isEqualTo(Map.of("app", "web"));
  }

  private Map<String, String> selector() {
    Service service = web.client().services().inNamespace(web.namespace()).withName("web").get();
    return service.getSpec().getSelector();
  }

  @Test
  void a_job_that_fails_keeps_green_from_traffic() throws Exception {
    blue(1);
    String job =
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: ignored}
        spec:
          backoffLimit: 0
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: test
                  image: %s
                  command: ["/no-such-program"]
        """
            .formatted(cluster.image("v1"));

    RolloutOutcome outcome =
        end(orchestrator.start(timed(web.spec("v2")).use(JobHook.from(job)).build()));

    assertThat(outcome).isInstanceOf(RolloutOutcome.Rejected.class);
    assertThat(outcome.reason()).contains("hook job failed");
    assertThat(live()).contains(Colour.BLUE);
  }

  @Test
  void a_second_rollout_is_refused_while_one_is_under_way() throws Exception {
    blue(1);
    Rollout first = orchestrator.start(timed(web.spec("v2")).requireApproval().build());
    awaitEvent(first, "a person's approval");

    RolloutOutcome second = end(orchestrator().start(timed(web.spec("v3")).build()));

    assertThat(second).isInstanceOf(RolloutOutcome.Rejected.class);
    assertThat(second.reason()).contains("web-1").contains("VERIFY");
    first.abort("test", "");
    assertThat(end(first)).isInstanceOf(RolloutOutcome.Rejected.class);
  }

  @Test
  void what_cannot_go_well_is_refused_before_anything_is_changed() throws Exception {
    blue(1);
    Map<String, String> before = versions();

    assertRefused(spec("v2").image("sidecar", "x:1"), "image of container", "sidecar", "[app]");
    assertRefused(
        RolloutSpec.builder(web.namespace(), "nothing").image("app", "x:1"),
        "service",
        "nothing",
        "correct the name");
    assertRefused(
        RolloutSpec.builder(web.application()).manifest("kind: Service\napiVersion: v1\n"),
        "manifest",
        "Service",
        "kind Deployment");
    assertRefused(web.spec("v2").label("color", "red"), "label", "color", "another label");

    assertThat(versions()).isEqualTo(before);
  }

  @Test
  void a_service_that_would_also_match_green_is_refused() throws Exception {
    web.service(Map.of("app", "web"));
    web.deployment("blue", 1);
    web.awaitReady("blue", 1);
    Map<String, String> before = versions();

    assertRefused(web.spec("v2"), "selector", "app=web", "color: blue");

    assertThat(versions()).isEqualTo(before);
  }

  private void assertRefused(RolloutSpec.Builder spec, String... parts)
      throws InterruptedException {
    RolloutOutcome outcome = end(orchestrator.start(timed(spec).build()));
    assertThat(outcome).isInstanceOf(RolloutOutcome.Rejected.class);
    List<Finding> findings = ((RolloutOutcome.Rejected) outcome).findings();
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).toString()).contains(parts);
  }

  /** Returns each object that a rollout could change, with its version. */
  private Map<String, String> versions() {
    var client = web.client();
    var versions = new TreeMap<String, String>();
    Stream.of(
            client.services().inNamespace(web.namespace()).list().getItems(),
            client.configMaps().inNamespace(web.namespace()).list().getItems().stream()
                .filter(map -> !map.getMetadata().getName().equals("kube-root-ca.crt"))
                .toList())
        .flatMap(List::stream)
        .forEach(
            object ->
                versions.put(
                    object.getKind() + " " + object.getMetadata().getName(),
                    object.getMetadata().getResourceVersion()));
    client
        .apps()
        .deployments()
        .inNamespace(web.namespace())
        .list()
        .getItems()
        .forEach(
            d ->
                versions.put(
                    "Deployment " + d.getMetadata().getName(),
                    d.getMetadata().getGeneration() + " " + d.getMetadata().getAnnotations()));
    return versions;
  }

  private List<String> pods(String colour) {
    return web
        .client()
        .pods()
        .inNamespace(web.namespace())
        .withLabels(TestApplication.selector(colour))
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getName() + " " + pod.getMetadata().getUid())
        .sorted()
        .toList();
  }
}
