package io.verdigris.report;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutEvent.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells a rollout's events at given milliseconds, as the engine would. */
final class Told {
  static final Application SHOP = new Application("shop", "web");
  static final Instant ZERO = Instant.parse("2026-01-02T03:04:05Z");

  private final List<RolloutEvent> events = new ArrayList<>();
  private final Application application;
  private String rollout;
  private Phase phase = Phase.ADMIT;

  Told(Application application) {
    this.application = application;
    this.rollout = application.service();
    at(0, Phase.ADMIT, "START", "ADMIT begins");
  }

  static Instant ms(long millis) {
    return ZERO.plusMillis(millis);
  }

  /** A promotion from blue to green: switched after 3 s, ended after 10 s. */
  static Told promotion() {
    return new Told(SHOP)
        .numbered("web-1")
        .begins(100, Phase.PREPARE)
        .begins(500, Phase.DEPLOY)
        .begins(2_000, Phase.VERIFY)
        .begins(2_900, Phase.PROMOTE)
        .switched(3_000, "blue", "green")
        .begins(3_100, Phase.CONFIRM)
        .begins(3_500, Phase.MONITOR)
        .begins(8_500, Phase.DECOMMISSION)
        .begins(10_000, Phase.PROMOTED)
        .ends(10_000, "promoted", "green", "green is live");
  }

  /** A rollback, green to blue and back: switched after 3 s, back after 5 s, ended after 6 s. */
  static Told rollback() {
    return new Told(SHOP)
        .numbered("web-2")
        .begins(100, Phase.DEPLOY)
        .begins(2_900, Phase.PROMOTE)
        .switched(3_000, "green", "blue")
        .begins(3_200, Phase.MONITOR)
        .at(4_900, Phase.ROLL_BACK, "WORSE", "20 % failed")
        .switched(5_000, "blue", "green")
        .begins(5_100, Phase.CONFIRM_ROLLBACK)
        .begins(5_500, Phase.CLEAN_UP)
        .begins(6_000, Phase.ROLLED_BACK)
        .ends(6_000, "rolled-back", "green", "20 % failed");
  }

  Told numbered(String id) {
    rollout = id;
    return this;
  }

  Told begins(long millis, Phase next) {
    return at(millis, next, "DONE", next + " begins");
  }

  Told at(long millis, Phase next, String event, String why) {
    String from = phase.name();
    phase = next;
    return event(millis, Type.PHASE, why, Map.of("from", from, "event", event));
  }

  Told switched(long millis, String from, String live) {
    Map<String, String> details = Map.of("from", from, "live", live, "epoch", "1", "millis", "12");
    return event(millis, Type.SWITCHED, "traffic is directed to " + live, details);
  }

  Told shared(long millis, String live, String beside) {
    Map<String, String> details = Map.of("live", live, "beside", beside, "epoch", "2");
    return event(millis, Type.SWITCHED, "traffic is directed to both colours", details);
  }

  Told sample(long millis, long requests, long errors) {
    Map<String, String> details =
        Map.of("requests", Long.toString(requests), "errors", Long.toString(errors));
    return event(millis, Type.SAMPLE, "counted", details);
  }

  Told judged(long millis, long requests, String verdict, String why) {
    Map<String, String> details =
        Map.of(
            "requests",
            Long.toString(requests),
            "errors",
            "0",
            "counted",
            "PT1S " + requests + " 0 0.1=7",
            "answer",
            "value",
            "ready",
            "3",
            "desired",
            "3",
            "judgement",
            verdict,
            "opinion.00",
            "hard-limits " + verdict + ": " + why);
    return event(millis, Type.SAMPLE, "counted", details);
  }

  Told ends(long millis, String outcome, String live, String reason) {
    Map<String, String> details = Map.of("outcome", outcome, "live", live);
    return event(millis, Type.OUTCOME, outcome + ": " + reason, details);
  }

  Told event(long millis, Type type, String message, Map<String, String> details) {
    events.add(RolloutEvent.of(ms(millis), rollout, application, phase, type, message, details));
    return this;
  }

  List<RolloutEvent> events() {
    return List.copyOf(events);
  }

  Story story() {
    return Story.of(events);
  }
}
