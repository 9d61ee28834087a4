package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.Plan;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The objects that {@code -o json} prints. Their keys are kept from release to release. */
final class JsonObjects {
  private static final Set<String> NUMBERS =
      Set.of("attempt", "epoch", "millis", "requests", "errors", "ready", "desired", "restarts");

  private JsonObjects() {}

  static Json event(RolloutEvent event) {
    Json json =
        of(word(event.type()), event.at(), event.rollout(), event.application())
            .put("phase", event.phase().name())
            .put("message", event.message());
    event
        .details()
        .forEach(
            (key, value) -> {
              if (!value.isEmpty()) {
                json.putIfAbsent(key, number(key, value));
              }
            });
    return json;
  }

  private static Json of(String type, Instant at, String rollout, Application application) {
    return about(Json.of(type).put("at", at).put("rollout", rollout), application);
  }

  static Json about(Json json, Application application) {
    return json.put("namespace", application.namespace()).put("service", application.service());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Object number(String key, String value) {
    return NUMBERS.contains(key) && value.matches("-?\\d{1,18}") ? Long.valueOf(value) : value;
  }

  static Json outcome(Instant at, Application application, RolloutOutcome outcome) {
    return of("outcome", at, outcome.rollout(), application)
        .put("outcome", outcome.name())
        .put("live", outcome.live().map(Colour::label))
        .put("reason", outcome.reason())
        .putSome("findings", findings(findings(outcome)))
        .putSome("notes", outcome.notes());
  }

  static List<Finding> findings(RolloutOutcome outcome) {
    return outcome.fold(
        p -> List.of(), RolloutOutcome.Rejected::findings, r -> List.of(), h -> List.of());
  }

  private static List<Json> findings(List<Finding> findings) {
    return findings.stream()
        .map(
            f ->
                new Json()
                    .put("field", f.field())
                    .put("value", f.value())
                    .put("problem", f.problem())
                    .put("remedy", f.remedy()))
        .toList();
  }

  /** Makes an object of what is neither an event nor an outcome. */
  static Json remark(Instant at, Remark remark) {
    Json json = Json.of(remark.type()).put("at", at);
    remark.rollout().ifPresent(rollout -> json.put("rollout", rollout));
    remark.application().ifPresent(application -> about(json, application));
    return json.put("message", remark.message());
  }

  static Json plan(Plan plan) {
    return about(Json.of("plan"), plan.application())
        .put("admitted", plan.admitted())
        .put("from", plan.from().map(Colour::label))
        .put("to", plan.to().map(Colour::label))
        .put("replicas", plan.replicas())
        .put("findings", findings(plan.findings()))
        .put("calls", calls(plan))
        .put("permissions", permissions(plan))
        .put("notes", plan.notes());
  }

  private static List<Json> calls(Plan plan) {
    return plan.calls().stream()
        .map(
            c ->
                new Json()
                    .put("phase", c.phase().name())
                    .put("verb", c.verb())
                    .put("object", c.object())
                    .put("purpose", c.purpose()))
        .toList();
  }

  private static List<Json> permissions(Plan plan) {
    return plan.permissions().stream()
        .map(
            p ->
                new Json()
                    .put("group", p.group())
                    .put("resource", p.resource())
                    .put("verb", p.verb()))
        .toList();
  }

  static Json status(RolloutStatus status) {
    return about(Json.of("status"), status.application())
        .put("live", status.live().map(Colour::label))
        .put("epoch", status.epoch())
        .put("fence", status.fence())
        .put("colours", colours(status))
        .put("rollout", status.rollout())
        .put("phase", status.phase().map(Phase::name))
        .put("since", status.since())
        .put("owner", status.owner())
        .put("ownerAlive", status.ownerAlive())
        .put("reason", status.reason())
        .put("waitingFor", status.waitingFor())
        .put("asked", status.asked())
        .put("possible", status.possible().stream().map(RolloutStatus.Possible::sentence).toList())
        .put("problems", findings(status.problems()))
        .put("history", status.history());
  }

  private static Json colours(RolloutStatus status) {
    var json = new Json();
    for (Colour colour : Colour.values()) {
      var size = status.colours().get(colour);
      if (size != null) {
        json.put(
            colour.label(),
            new Json()
                .put("desired", size.desired())
                .put("ready", size.ready())
                .put("images", List.of(size.images().split(" ", -1))));
      }
    }
    return json;
  }
}
