package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the events that {@link JsonOutput} has printed, line by line. */
final class RecordedEvents {
  private static final String REMEDY = "; give a file that run --record or run -o json has written";
  private static final Set<String> OWN =
      Set.of("type", "at", "rollout", "namespace", "service", "phase", "message");

  private RecordedEvents() {}

  /**
   * Tells the events of a file in their order; {@code -} is standard input. Lines of other types
   * than events are left out.
   *
   * @throws IllegalArgumentException naming option, file, line, field, value and remedy
   */
  static void read(String option, Path file, Consumer<RolloutEvent> events) {
    read(option, file, events, (application, outcome) -> {});
  }

  /** Tells also, after its event, each outcome with its findings and notes. */
  static void read(
      String option,
      Path file,
      Consumer<RolloutEvent> events,
      BiConsumer<Application, RolloutOutcome> outcomes) {
    String name = option + " \"" + file + "\"";
    try (var lines = new BufferedReader(open(file))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        tell(name + " line " + number + ": ", line, events, outcomes);
      }
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(name + " does not exist" + REMEDY, e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          name + " cannot be read (" + e.getMessage() + ")" + REMEDY, e);
    }
  }

  private static Reader open(Path file) throws IOException {
    return file.toString().equals("-")
        ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
        : Files.newBufferedReader(file);
  }

  private static void tell(
      String place,
      String line,
      Consumer<RolloutEvent> events,
      BiConsumer<Application, RolloutOutcome> outcomes) {
    if (line.isBlank()) {
      return;
    }
    try {
      JsonNode json = JsonMapper.shared().readTree(line);
      Optional<RolloutEvent> event = event(json);
      event.ifPresent(events);
      event
          .filter(e -> e.type() == RolloutEvent.Type.OUTCOME)
          .ifPresent(e -> outcomes.accept(e.application(), RecordedOutcome.of(json)));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(place + "is no JSON object" + REMEDY, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + e.getMessage() + REMEDY, e);
    }
  }

  /** Reads one object; empty when it is no event. */
  static Optional<RolloutEvent> event(JsonNode json) {
    String type = text(json, "type").toUpperCase(Locale.ROOT);
    return Arrays.stream(RolloutEvent.Type.values())
        .filter(t -> t.name().equals(type))
        .findFirst()
        .map(t -> event(json, t));
  }

  private static RolloutEvent event(JsonNode json, RolloutEvent.Type type) {
    boolean outcome = type == RolloutEvent.Type.OUTCOME;
    return RolloutEvent.of(
        instant(text(json, "at")),
        text(json, "rollout"),
        new Application(text(json, "namespace"), text(json, "service")),
        phase(outcome ? "outcome" : "phase", text(json, outcome ? "outcome" : "phase")),
        type,
        outcome ? text(json, "outcome") + ": " + text(json, "reason") : text(json, "message"),
        details(json));
  }

  private static Map<String, String> details(JsonNode json) {
    var details = new TreeMap<String, String>();
    json.forEachEntry(
        (key, value) -> {
          if (value.isValueNode() && !OWN.contains(key)) {
            details.put(key, value.asString());
          }
        });
    return details;
  }

  static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isString()) {
      throw new IllegalArgumentException(
          "field \"" + field + "\" is " + (value.isMissingNode() ? "missing" : "no text"));
    }
    return value.asString();
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw wrong("at", text, "a time such as 2026-01-01T12:00:00Z");
    }
  }

  /** An outcome is called as its phase, in small letters. */
  private static Phase phase(String field, String text) {
    String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(Phase.values())
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow(() -> wrong(field, text, "a phase such as MONITOR or ROLLED_BACK"));
  }

  static IllegalArgumentException wrong(String field, String value, String rule) {
    return new IllegalArgumentException(
        "field \"" + field + "\" is \"" + Lines.clean(value) + "\", but must be " + rule);
  }
}
