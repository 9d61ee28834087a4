package io.verdigris.cli;

import static io.verdigris.cli.Samples.START;
import static io.verdigris.cli.Samples.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.Plan;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonObjectsTest {
  @Test
  void an_event_has_the_same_keys_always_and_its_details_as_figures() {
    var event =
        Samples.event(
            2,
            Phase.PROMOTE,
            Type.SWITCHED,
            "traffic is directed to green, epoch 4",
            Map.of("live", "green", "epoch", "4", "from", "", "phase", "shadowed"));

    assertThat(JsonObjects.event(event))
        .hasToString(
            "{\"type\":\"switched\",\"at\":\"2026-01-02T03:04:07Z\",\"rollout\":\"web-17\","
                + "\"namespace\":\"shop\",\"service\":\"web\",\"phase\":\"PROMOTE\","
                + "\"message\":\"traffic is directed to green, epoch 4\","
                + "\"epoch\":4,\"live\":\"green\"}");
  }

  @Test
  void a_detail_that_should_be_a_figure_and_is_none_stays_a_text() {
    var event =
        Samples.event(0, Phase.MONITOR, Type.SAMPLE, "", Map.of("requests", "many", "errors", "3"));

    assertThat(JsonObjects.event(event).toString())
        .contains("\"requests\":\"many\"", "\"errors\":3");
  }

  @Test
  void a_promotion_is_told_in_short() {
    var outcome =
        new RolloutOutcome.Promoted("web-17", Optional.of(Colour.GREEN), "it is", List.of());

    assertThat(JsonObjects.outcome(START, WEB, outcome))
        .hasToString(
            "{\"type\":\"outcome\",\"at\":\"2026-01-02T03:04:05Z\",\"rollout\":\"web-17\","
                + "\"namespace\":\"shop\",\"service\":\"web\",\"outcome\":\"promoted\","
                + "\"live\":\"green\",\"reason\":\"it is\"}");
  }

  @Test
  void a_rejection_tells_its_findings_and_notes() {
    var outcome =
        new RolloutOutcome.Rejected(
            "web",
            Optional.empty(),
            "why",
            List.of("a note"),
            List.of(new Finding("service", "web", "is not there", "create it")));

    assertThat(JsonObjects.outcome(START, WEB, outcome).toString())
        .contains("\"outcome\":\"rejected\",\"live\":null,\"reason\":\"why\",")
        .endsWith(
            "\"findings\":[{\"field\":\"service\",\"value\":\"web\",\"problem\":\"is not there\","
                + "\"remedy\":\"create it\"}],\"notes\":[\"a note\"]}");
  }

  @Test
  void a_plan_is_one_object() {
    var plan =
        new Plan(
            WEB,
            Optional.of(Colour.BLUE),
            Optional.of(Colour.GREEN),
            3,
            List.of(),
            List.of(new PlannedCall(Phase.PROMOTE, "PATCH", "Service shop/web", "switch")),
            List.of(new Permission("apps", "deployments", "get")),
            List.of());

    assertThat(JsonObjects.plan(plan))
        .hasToString(
            "{\"type\":\"plan\",\"namespace\":\"shop\",\"service\":\"web\",\"admitted\":true,"
                + "\"from\":\"blue\",\"to\":\"green\",\"replicas\":3,\"findings\":[],"
                + "\"calls\":[{\"phase\":\"PROMOTE\",\"verb\":\"PATCH\","
                + "\"object\":\"Service shop/web\",\"purpose\":\"switch\"}],"
                + "\"permissions\":[{\"group\":\"apps\",\"resource\":\"deployments\","
                + "\"verb\":\"get\"}],\"notes\":[]}");
  }

  @Test
  void a_status_is_one_object_with_the_sizes_of_the_colours() {
    assertThat(JsonObjects.status(Samples.status(Optional.of(Phase.MONITOR), true)).toString())
        .startsWith(
            "{\"type\":\"status\",\"namespace\":\"shop\",\"service\":\"web\",\"live\":\"blue\","
                + "\"epoch\":4,\"fence\":9,\"colours\":{\"blue\":{\"desired\":3,\"ready\":3,"
                + "\"images\":[\"shop/web:1\"]},\"green\":{\"desired\":3,\"ready\":1,"
                + "\"images\":[\"shop/web:2\",\"shop/log:5\"]}},\"rollout\":\"web-17\","
                + "\"phase\":\"MONITOR\",\"since\":\"2026-01-02T03:04:05Z\"")
        .contains(
            "\"reason\":null,\"waitingFor\":\"the soak: 4m of 30m are over\",\"asked\":null,"
                + "\"possible\":[\"abort it\"]");
  }

  @Test
  void what_the_command_itself_says_has_a_type_too() {
    assertThat(JsonObjects.remark(START, Remark.of("nothing", "nothing to resume in shop")))
        .hasToString(
            "{\"type\":\"nothing\",\"at\":\"2026-01-02T03:04:05Z\","
                + "\"message\":\"nothing to resume in shop\"}");
  }
}
