package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.Colour;
import io.verdigris.testkit.cluster.WayIn;
import java.util.EnumMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What part of an edge's requests reaches each colour's own Service. */
final class Parts {
  private static final String SERVICE = "web-";

  private Parts() {}

  static Map<Colour, Integer> of(Class<? extends HasMetadata> type, JsonNode object) {
    Map<String, Double> shares = new WayIn(type, "web").shares(object);
    var parts = new EnumMap<Colour, Integer>(Colour.class);
    for (Colour colour : Colour.values()) {
      Double share = shares.get(SERVICE + colour.label());
      if (share != null) {
        parts.put(colour, (int) Math.round(100 * share));
      }
    }
    return parts;
  }
}
