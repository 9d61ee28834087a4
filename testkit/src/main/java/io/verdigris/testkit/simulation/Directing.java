package io.verdigris.testkit.simulation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.Colour;
import io.verdigris.Extension;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What directs the traffic of a simulated application: an object with the application's name. Its
 * switcher is found on the class path by the id in the settings.
 */
public interface Directing {
  /** Returns the selector of the stable Service, which is what directs unless told otherwise. */
  static Directing selector() {
    return new BySelector();
  }

  /**
   * Returns the backends of an Ingress.
   *
   * @param switcher the switcher's id
   */
  static Directing ingress(String switcher) {
    return new ByIngress(switcher);
  }

  /**
   * Returns the weights of an HTTPRoute.
   *
   * @param switcher the switcher's id
   */
  static Directing httpRoute(String switcher) {
    return new ByRoute(switcher, ByRoute.Shape.ROUTE);
  }

  /**
   * Returns the weights of a Contour HTTPProxy.
   *
   * @param switcher the switcher's id
   */
  static Directing httpProxy(String switcher) {
    return new ByRoute(switcher, ByRoute.Shape.PROXY);
  }

  /** Returns what a spec says of the switcher; empty for the only one there is. */
  Optional<Extension> switcher();

  /** Returns the kind of the object. */
  Class<? extends HasMetadata> type();

  /** Returns the object that gives blue all traffic; empty for the stable Service. */
  Optional<String> manifest();

  /** Tells whether it can give both colours traffic. */
  boolean shares();

  /** Tells whether it can do so by weights. */
  boolean weighs();

  /**
   * Returns of 100 requests, how many each colour gets by this; none for colours that it does not
   * tell apart.
   */
  Map<Colour, Integer> parts(JsonNode object);

  /**
   * Changes the object as a person would, so that it gives colours these parts.
   *
   * @param parts as {@link #parts} returns them; none to leave the colours out
   */
  void direct(ObjectNode object, Map<Colour, Integer> parts);

  /** Changes the object as a person would, in front of what directs the application's traffic. */
  void addRule(ObjectNode object);

  /** Returns the only colour with traffic. */
  static Optional<Colour> only(Map<Colour, Integer> parts) {
    return parts.size() == 1 ? Optional.of(parts.keySet().iterator().next()) : Optional.empty();
  }
}
