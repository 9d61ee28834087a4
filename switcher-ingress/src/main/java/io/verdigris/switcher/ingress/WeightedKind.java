package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.verdigris.Application;
import java.util.Optional;

/**
 * A kind of object whose weights change from one colour to the other.
 *
 * @param named the object's name; empty when the settings leave it open
 * @param preview what reaches the new colour before it has traffic
 */
record WeightedKind<R extends GenericKubernetesResource>(
    String id,
    String setting,
    Class<R> type,
    Dialect dialect,
    Optional<String> named,
    Preview preview)
    implements RouteKind<R> {

  @Override
  public WeightedRoute<R> read(R object, Application application) {
    return new WeightedRoute<>(this, object, application);
  }

  /** Its status too, since a confirmation waits for it. */
  @Override
  public Object essence(R object) {
    return object.getAdditionalProperties();
  }

  @Override
  public boolean weighs() {
    return true;
  }

  @Override
  public String change(Route<R> route) {
    return "give the other colour's Service all weight where "
        + route.ours().stream().map(Backend::route).distinct().count()
        + " routes lead to a colour";
  }
}
