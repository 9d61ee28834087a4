package io.verdigris.cli;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.RolloutOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads an outcome that {@link JsonObjects#outcome} has written. */
final class RecordedOutcome {
  private RecordedOutcome() {}

  /**
   * Returns the outcome.
   *
   * @throws IllegalArgumentException naming field, value and rule
   */
  static RolloutOutcome of(JsonNode json) {
    String rollout = RecordedEvents.text(json, "rollout");
    String reason = RecordedEvents.text(json, "reason");
    Optional<Colour> live = Colour.ofLabel(json.path("live").asString(""));
    List<String> notes = notes(json);
    String name = RecordedEvents.text(json, "outcome");
    return switch (name) {
      case "promoted" -> new RolloutOutcome.Promoted(rollout, live, reason, notes);
      case "rejected" -> new RolloutOutcome.Rejected(rollout, live, reason, notes, findings(json));
      case "rolled-back" -> new RolloutOutcome.RolledBack(rollout, live, reason, notes);
      case "halted" -> new RolloutOutcome.Halted(rollout, live, reason, notes);
      default ->
          throw RecordedEvents.wrong(
              "outcome", name, "one of promoted, rejected, rolled-back, halted");
    };
  }

  private static List<String> notes(JsonNode json) {
    var notes = new ArrayList<String>();
    json.path("notes").forEach(note -> notes.add(note.asString("")));
    return notes;
  }

  private static List<Finding> findings(JsonNode json) {
    var findings = new ArrayList<Finding>();
    json.path("findings")
        .forEach(
            f ->
                findings.add(
                    new Finding(
                        f.path("field").asString(""),
                        f.path("value").asString(""),
                        f.path("problem").asString(""),
                        f.path("remedy").asString(""))));
    return findings;
  }
}
