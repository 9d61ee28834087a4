package io.verdigris.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Phase;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.notifications.Notification.Kind;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NotificationTest {
  private static Optional<Kind> kind(Phase phase, Type type, Map<String, String> details) {
    return Notification.of(Events.of(phase, type, "so it is", details)).map(Notification::kind);
  }

  @ParameterizedTest
  @CsvSource({
    "PROMOTED, PROMOTED",
    "REJECTED, REJECTED",
    "ROLLED_BACK, ROLLED_BACK",
    "HALTED, HALTED"
  })
  void an_end_is_told(Phase phase, Kind kind) {
    assertThat(kind(phase, Type.OUTCOME, Map.of())).contains(kind);
  }

  @Test
  void a_rollout_that_a_process_lets_go_of_has_not_ended() {
    assertThat(kind(Phase.MONITOR, Type.OUTCOME, Map.of("outcome", "halted"))).isEmpty();
  }

  @Test
  void only_waiting_for_a_person_is_told() {
    assertThat(kind(Phase.VERIFY, Type.WAITING, Map.of("asks", "approval")))
        .contains(Kind.WAITING_FOR_APPROVAL);
    assertThat(kind(Phase.VERIFY, Type.WAITING, Map.of())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"DONE", "RETRY", "TERMS", "SAMPLE", "JUDGEMENT"})
  void what_only_happens_on_the_way_is_not_told(Type type) {
    assertThat(kind(Phase.PREPARE, type, Map.of())).isEmpty();
  }

  @Test
  void the_same_event_has_the_same_id_in_every_process() {
    assertThat(Notification.of(Events.switched())).isEqualTo(Notification.of(Events.switched()));
    assertThat(Notification.of(Events.switched()).orElseThrow().id())
        .isNotEqualTo(Notification.of(Events.promoted()).orElseThrow().id());
  }

  @Test
  void a_label_that_no_kind_has_is_refused_with_all_that_there_are() {
    assertThat(Kind.ofLabel("rolled-back")).isEqualTo(Kind.ROLLED_BACK);
    assertThatThrownBy(() -> Kind.ofLabel("rolledback"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("event \"rolledback\" must be one of started, waiting-for-approval")
        .hasMessageEndingWith("rolled-back, halted");
  }

  @Test
  void a_webhook_is_sent_the_documented_object() {
    Notification n = Notification.of(Events.switched()).orElseThrow();

    assertThat(new WebhookFormat().body(n))
        .isEqualTo(
            "{\"id\":\""
                + n.id()
                + "\",\"event\":\"switched\","
                + "\"at\":\"2026-03-01T12:00:00Z\",\"rollout\":\"web-17\",\"namespace\":\"shop\","
                + "\"service\":\"web\",\"phase\":\"PROMOTE\",\"message\":\"traffic goes to green\","
                + "\"live\":\"green\"}");
  }

  @Test
  void slack_is_sent_blocks_and_a_text_that_mention_nobody() {
    var event =
        Events.of(Phase.HALTED, Type.OUTCOME, "halted: <!channel> & <@U1> are \"live\"", Map.of());
    JsonNode json =
        JsonMapper.shared().readTree(new SlackFormat().body(Notification.of(event).orElseThrow()));

    String said = "halted: &lt;!channel&gt; &amp; &lt;@U1&gt; are \"live\"";
    assertThat(json.get("text").asString()).isEqualTo(":rotating_light: *web-17* halted: " + said);
    assertThat(json.at("/blocks/0/text/text").asString())
        .isEqualTo(":rotating_light: *web-17* halted\n" + said);
    assertThat(json.at("/blocks/0/text/type").asString()).isEqualTo("mrkdwn");
    assertThat(json.at("/blocks/1/elements/0/text").asString())
        .isEqualTo("shop/web · HALTED · 2026-03-01T12:00:00Z");
  }

  @Test
  void what_is_too_long_for_slack_is_cut() {
    var event = Events.of(Phase.HALTED, Type.OUTCOME, "x".repeat(9000), Map.of());
    JsonNode json =
        JsonMapper.shared().readTree(new SlackFormat().body(Notification.of(event).orElseThrow()));

    assertThat(json.at("/blocks/0/text/text").asString())
        .hasSizeLessThanOrEqualTo(3000)
        .endsWith("…");
  }
}
