package io.verdigris.examples.bot;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.notifications.Notifier;
import io.verdigris.notifications.Secret;
import io.verdigris.notifications.Signature;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bot in one process' place and the rollout in another's, on the embedded cluster. */
class ApprovalBotIT {
  private static final Secret SECRET = Secret.of("a test", "a-secret");
  private static final String TOKEN = "a-token";

  private final CopyOnWriteArrayList<String> asked = new CopyOnWriteArrayList<>();
  private volatile Verdict verdict = Verdict.OPEN;
  private EmbeddedCluster cluster;
  private TestApplication web;
  private BlueGreenOrchestrator approving;
  private ApprovalBot bot;
  private Notifier notifier;
  private BlueGreenOrchestrator driving;

  @BeforeEach
  void open() throws IOException {
    cluster = EmbeddedCluster.start();
    web = new TestApplication(cluster);
    web.service(TestApplication.selector("blue"));
    web.deployment("blue", 1);
    web.awaitReady("blue", 1);
    approving = orchestrator().build();
    var desk = new Desk(approving, this::verdict, Duration.ofMillis(50));
    bot =
        ApprovalBot.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), desk, SECRET, TOKEN);
    notifier =
        Notifier.webhook(Secret.of("a test", bot.uri() + "/notifications"))
            .signedWith(SECRET)
            .build();
    driving = orchestrator().listener(notifier).build();
  }

  private BlueGreenOrchestrator.Builder orchestrator() {
    return BlueGreenOrchestrator.builder()
        .configuration(Map.of("kubernetes.kubeconfig", cluster.kubeconfig().toString()));
  }

  private Verdict verdict(String rollout) {
    asked.add(rollout);
    return verdict;
  }

  @AfterEach
  void close() {
    driving.close();
    notifier.close();
    bot.close();
    approving.close();
    web.close();
    cluster.close();
  }

  private Rollout start() {
    RolloutSpec spec =
        web.spec("v2")
            .requireApproval()
            .soak(Duration.ofSeconds(1))
            .drainTimeout(Duration.ZERO)
            .build();
    return driving.start(spec);
  }

  private void awaitAsked(int times) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (asked.size() < times && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    assertThat(asked).hasSizeGreaterThanOrEqualTo(times).containsOnly("web-1");
  }

  private int post(String path, String body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(bot.uri() + path))
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private String decision(String what) {
    return "{\"namespace\":\"%s\",\"service\":\"web\",\"decision\":\"%s\",\"by\":\"ops\"}"
        .formatted(web.namespace(), what);
  }

  @Test
  void a_rollout_whose_tests_pass_is_approved_by_the_bot() throws Exception {
    Rollout rollout = start();
    awaitAsked(2);
    assertThat(rollout.phase().isFinal()).isFalse();
    verdict = Verdict.PASSED;

    assertThat(rollout.await()).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(rollout.events())
        .extracting(RolloutEvent::message)
        .contains("approved by approval-bot");
  }

  @Test
  void a_rollout_whose_tests_fail_is_sent_back_before_any_traffic() throws Exception {
    verdict = Verdict.FAILED;
    RolloutOutcome outcome = start().await();

    assertThat(outcome).isInstanceOf(RolloutOutcome.Rejected.class);
    assertThat(outcome.reason()).contains("approval-bot", "its integration tests have failed");
  }

  @Test
  void a_person_may_approve_in_the_chat_with_the_token() throws Exception {
    assertThat(post("/decisions", decision("approve"), "Authorization", "Bearer " + TOKEN))
        .as("nothing is under way")
        .isEqualTo(409);
    Rollout rollout = start();
    awaitAsked(1);

    assertThat(post("/decisions", decision("approve"), "Authorization", "Bearer guess"))
        .isEqualTo(401);
    assertThat(post("/decisions", decision("maybe"), "Authorization", "Bearer " + TOKEN))
        .isEqualTo(400);
    assertThat(rollout.phase().isFinal()).isFalse();
    assertThat(post("/decisions", decision("approve"), "Authorization", "Bearer " + TOKEN))
        .isEqualTo(204);
    assertThat(rollout.await()).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(rollout.events()).extracting(RolloutEvent::message).contains("approved by ops");
  }

  @Test
  void a_notification_that_was_not_signed_with_the_secret_is_refused() throws Exception {
    String body =
        "{\"event\":\"waiting-for-approval\",\"rollout\":\"web-1\",\"namespace\":\"%s\",\"service\":\"web\"}"
            .formatted(web.namespace());
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String stranger = Signature.with(Secret.of("a test", "guess")).sign(bytes, Instant.now());
    String old = Signature.with(SECRET).sign(bytes, Instant.now().minusSeconds(3600));
    String good = Signature.with(SECRET).sign(bytes, Instant.now());

    assertThat(post("/notifications", body, Signature.HEADER, stranger)).isEqualTo(401);
    assertThat(post("/notifications", body, Signature.HEADER, old)).isEqualTo(401);
    assertThat(post("/notifications", body + " ", Signature.HEADER, good)).isEqualTo(401);
    assertThat(asked).isEmpty();
    assertThat(post("/notifications", body, Signature.HEADER, good)).isEqualTo(204);
    awaitAsked(1);
  }
}
