package io.verdigris.examples.deaths;

import io.verdigris.Phase;
import java.time.Instant;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line that a process has printed with {@code -o json}.
 *
 * @param heard when it was read here
 * @param line the whole line
 * @param fields what it holds; empty when it is no object
 */
record Said(Instant heard, String line, Map<?, ?> fields) {

  static Said of(Instant heard, String line) {
    try {
      return new Said(heard, line, JsonMapper.shared().readValue(line, Map.class));
    } catch (JacksonException e) {
      // what the virtual machine itself says is no JSON
      return new Said(heard, line, Map.of());
    }
  }

  /** Returns a field's value as text; empty without it. */
  String text(String name) {
    Object value = fields.get(name);
    return value == null ? "" : value.toString();
  }

  /** Tells whether it says that a phase begins. */
  boolean begins(Phase phase) {
    return text("type").equals("phase") && text("phase").equals(phase.name()) && !isTakeover();
  }

  /** Tells whether it says that the process has written itself into the ledger of another's. */
  boolean isTakeover() {
    return text("event").equals("RESUME");
  }

  boolean isOutcome() {
    return text("type").equals("outcome");
  }
}
