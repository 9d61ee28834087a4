package io.verdigris.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.verdigris.notifications.Notification.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class NotifierTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final PrintStream err = System.err;
  private Receiver receiver;

  @BeforeEach
  void open() throws IOException {
    receiver = new Receiver();
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    System.setErr(err);
    receiver.close();
    assertThat(log()).as("the URL is a secret").doesNotContain(Receiver.TOKEN, "127.0.0.1");
  }

  private String log() {
    return logged.toString(StandardCharsets.UTF_8);
  }

  private Notifier.Builder webhook() {
    return quick(Notifier.webhook(receiver.url()));
  }

  private Notifier.Builder quick(Notifier.Builder builder) {
    return builder.backoff(Duration.ofMillis(10)).flush(Duration.ofMinutes(1)).meters(meters);
  }

  private double count(String result) {
    return meters.get("verdigris.notifications").tag("result", result).counter().count();
  }

  private static String message(Receiver.Call call) {
    return JsonMapper.shared().readTree(call.body()).get("message").asString();
  }

  @Test
  void what_happens_is_told_in_order_and_all_of_it_before_it_is_closed() {
    try (Notifier notifier = webhook().build()) {
      IntStream.range(0, 50).mapToObj(Events::numbered).forEach(notifier::onEvent);
    }

    assertThat(receiver.calls())
        .extracting(NotifierTest::message)
        .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(n -> "number " + n).toList());
    assertThat(count("delivered")).isEqualTo(50);
    assertThat(log()).isEmpty();
  }

  @Test
  void what_fails_for_now_is_sent_again_and_nothing_overtakes_it() {
    receiver.answers(503, 429, 500);
    try (Notifier notifier = webhook().build()) {
      notifier.onEvent(Events.switched());
      notifier.onEvent(Events.promoted());
    }

    assertThat(receiver.calls())
        .extracting(Receiver.Call::event)
        .containsExactly("switched", "switched", "switched", "switched", "promoted");
    assertThat(receiver.calls().subList(0, 4))
        .extracting(Receiver.Call::delivery)
        .containsOnly(receiver.calls().get(0).delivery());
    assertThat(count("delivered")).isEqualTo(2);
  }

  @Test
  void a_receiver_that_wants_to_be_left_alone_is() {
    receiver.answers(new Receiver.Reply(429, "3600"));
    try (Notifier notifier = webhook().flush(Duration.ofMillis(500)).build()) {
      notifier.onEvent(Events.switched());
      receiver.awaitCalls(1);
    }

    // with its own pauses of some 10 ms it would have come again
    assertThat(receiver.calls()).hasSize(1);
    assertThat(log()).contains("the notifier was closed before it was delivered");
  }

  @Test
  void what_is_refused_is_not_sent_again_but_logged() {
    receiver.answers(404);
    try (Notifier notifier = webhook().build()) {
      notifier.onEvent(Events.switched());
      notifier.onEvent(Events.promoted());
    }

    assertThat(receiver.calls())
        .extracting(Receiver.Call::event)
        .containsExactly("switched", "promoted");
    assertThat(count("failed")).isEqualTo(1);
    assertThat(log())
        .contains(
            "notification switched of rollout web-17 to webhook (environment variable HOOK) failed:"
                + " HTTP 404");
  }

  @Test
  void a_redirect_is_not_followed() {
    receiver.answers(307);
    try (Notifier notifier = webhook().build()) {
      notifier.onEvent(Events.switched());
    }

    assertThat(receiver.calls()).hasSize(1);
    assertThat(log()).contains("failed: HTTP 307");
  }

  @Test
  void it_is_given_up_after_so_many_tries() {
    receiver.answers(502, 502, 502);
    try (Notifier notifier = webhook().attempts(3).build()) {
      notifier.onEvent(Events.switched());
    }

    assertThat(receiver.calls()).hasSize(3);
    assertThat(count("failed")).isEqualTo(1);
    assertThat(log()).contains("HTTP 502, at the last of 3 tries");
  }

  @Test
  void a_receiver_that_is_not_there_fails_without_its_address() {
    receiver.close();
    try (Notifier notifier = webhook().attempts(2).build()) {
      notifier.onEvent(Events.switched());
    }

    assertThat(log()).contains("failed: java.net.ConnectException, at the last of 2 tries");
  }

  @Test
  void a_receiver_that_does_not_answer_is_left_after_a_while() {
    receiver.shut();
    try (Notifier notifier = webhook().timeout(Duration.ofMillis(300)).attempts(2).build()) {
      notifier.onEvent(Events.switched());
    }

    assertThat(log()).contains("failed: no answer within 300 ms, at the last of 2 tries");
  }

  @Test
  void a_slow_receiver_delays_nobody_and_what_finds_no_room_is_counted_and_logged_once() {
    receiver.shut();
    Notifier notifier = webhook().queue(3).build();
    notifier.onEvent(Events.numbered(0));
    receiver.awaitCalls(1);
    IntStream.range(1, 10).mapToObj(Events::numbered).forEach(notifier::onEvent);

    // all were taken while the receiver had answered nothing
    assertThat(receiver.calls()).hasSize(1);
    assertThat(count("dropped")).isEqualTo(6);
    receiver.open();
    notifier.close();
    assertThat(receiver.calls())
        .extracting(NotifierTest::message)
        .containsExactly("number 0", "number 1", "number 2", "number 3");
    assertThat(log()).containsOnlyOnce("is dropped").contains("too many wait already");
  }

  @Test
  void closing_waits_no_longer_than_it_was_told() {
    receiver.shut();
    Notifier notifier = webhook().flush(Duration.ofMillis(50)).build();
    notifier.onEvent(Events.numbered(0));
    receiver.awaitCalls(1);
    notifier.onEvent(Events.numbered(1));
    notifier.close();
    notifier.onEvent(Events.numbered(2));
    notifier.close();

    assertThat(receiver.calls()).hasSize(1);
    assertThat(count("dropped")).isEqualTo(2);
    assertThat(log()).contains("is dropped", "the notifier is closed");
  }

  @Test
  void only_what_was_asked_for_is_told() {
    try (Notifier notifier = webhook().on(Set.of(Kind.PROMOTED)).build()) {
      notifier.onEvent(Events.switched());
      notifier.onEvent(Events.promoted());
    }

    assertThat(receiver.calls()).extracting(Receiver.Call::event).containsExactly("promoted");
  }

  @Test
  void a_call_is_signed_where_there_is_a_secret() {
    Secret secret = Secret.of("a test", "key");
    try (Notifier notifier = webhook().signedWith(secret).build()) {
      notifier.onEvent(Events.switched());
    }

    Receiver.Call call = receiver.calls().get(0);
    byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
    assertThat(call.signature()).isNotNull();
    assertThat(
            Signature.with(secret)
                .verify(
                    String.valueOf(call.signature()), body, Instant.now(), Duration.ofMinutes(5)))
        .isTrue();
  }

  @Test
  void slack_gets_its_own_format() {
    try (Notifier notifier = quick(Notifier.slack(receiver.url())).build()) {
      notifier.onEvent(Events.promoted());
    }

    assertThat(receiver.calls()).hasSize(1);
    assertThat(receiver.calls().get(0).body())
        .startsWith("{\"text\":\":white_check_mark: *web-17* promoted");
  }

  @Test
  void a_configuration_that_cannot_be_is_refused_with_its_rule() {
    Notifier.Builder builder = webhook();

    assertThatThrownBy(() -> builder.attempts(0)).hasMessage("attempts must be 1 to 20, but is 0");
    assertThatThrownBy(() -> builder.queue(0)).hasMessage("queue must be 1 to 100000, but is 0");
    assertThatThrownBy(() -> builder.on(List.of()))
        .hasMessage("kinds must name at least one, but is empty");
    assertThatThrownBy(() -> builder.backoff(Duration.ofMinutes(1)))
        .hasMessage("backoff must be 10ms to 10s, but is PT1M");
    assertThatThrownBy(() -> builder.timeout(Duration.ZERO))
        .hasMessage("timeout must be longer than zero and at most 60s, but is PT0S");
    assertThatThrownBy(() -> builder.flush(Duration.ofSeconds(-1)))
        .hasMessage("flush must be 0s to 10m, but is PT-1S");
  }
}
