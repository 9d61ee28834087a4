package io.verdigris.testkit.cluster;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What the API server answers. */
sealed interface Reply {
  int status();

  /** An object. */
  record Document(int status, JsonNode body) implements Reply {}

  /** Text of any kind; the body has one character for each byte. */
  record Text(int status, Map<String, String> headers, String body) implements Reply {}

  /** Changes as they happen. */
  record Changes(Watching watching) implements Reply {
    @Override
    public int status() {
      return 200;
    }
  }

  static Reply ok(JsonNode body) {
    return new Document(200, body);
  }

  static Reply created(JsonNode body) {
    return new Document(201, body);
  }
}
