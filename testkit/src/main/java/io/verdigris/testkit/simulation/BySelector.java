package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Colour;
import io.verdigris.Extension;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The selector of the stable Service. */
record BySelector() implements Directing {
  static final String COLOUR = "color";
  private static final int ALL = 100;

  @Override
  public Optional<Extension> switcher() {
    return Optional.empty();
  }

  @Override
  public Class<? extends HasMetadata> type() {
    return Service.class;
  }

  @Override
  public Optional<String> manifest() {
    return Optional.empty();
  }

  @Override
  public boolean shares() {
    return true;
  }

  @Override
  public boolean weighs() {
    return false;
  }

  /** Without a colour it selects whatever pods there are. */
  @Override
  public Map<Colour, Integer> parts(JsonNode object) {
    return Colour.ofLabel(object.path("spec").path("selector").path(COLOUR).asString(""))
        .map(colour -> Map.of(colour, ALL))
        .orElse(Map.of());
  }

  @Override
  public void direct(ObjectNode object, Map<Colour, Integer> parts) {
    ObjectNode selector = (ObjectNode) object.path("spec").path("selector");
    Directing.only(parts)
        .ifPresentOrElse(c -> selector.put(COLOUR, c.label()), () -> selector.remove(COLOUR));
  }

  @Override
  public void addRule(ObjectNode object) {
    throw new UnsupportedOperationException("a Service has no rules");
  }
}
