package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Application;
import io.verdigris.kubernetes.Fences;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * The canary Ingress whose weight changes.
 *
 * @param settings of the spec
 * @param namespace returns the Ingresses of a namespace
 */
record CanaryKind(CanarySettings settings, Function<String, List<Ingress>> namespace)
    implements RouteKind<Ingress> {
  private static final CanaryDialect USUAL = CanaryDialect.named(CanaryDialect.DEFAULT);

  static CanaryKind of(
      SortedMap<String, String> settings, Function<String, List<Ingress>> namespace) {
    return new CanaryKind(CanarySettings.of(settings), namespace);
  }

  @Override
  public String id() {
    return IngressCanary.ID;
  }

  @Override
  public String setting() {
    return CanarySettings.INGRESS;
  }

  @Override
  public Optional<String> named() {
    return settings.ingress();
  }

  @Override
  public Class<Ingress> type() {
    return Ingress.class;
  }

  @Override
  public CanaryReading read(Ingress object, Application application) {
    CanaryDialect dialect = settings.dialect().or(() -> CanaryDialect.of(object)).orElse(USUAL);
    var alone = new CanaryReading(object, List.of(), application, dialect, settings.testers());
    return alone.isCanary() ? alone.beside(namespace.apply(application.namespace())) : alone;
  }

  /** Annotations direct traffic here, and which do depends on the dialect. */
  @Override
  public Object essence(Ingress object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return object.getSpec() + (annotations == null ? "" : annotations.toString());
  }

  @Override
  public boolean weighs() {
    return true;
  }

  /** The primary changes with the canary. */
  @Override
  public boolean keepsTraffic(Route<Ingress> switched, Route<Ingress> other) {
    return !(switched instanceof CanaryReading canary)
        || canary.primaries().stream()
            .noneMatch(p -> Fences.describe(p).equals(Fences.describe(other.object())));
  }

  @Override
  public String absent(Application application) {
    CanaryDialect dialect = settings.dialect().orElse(USUAL);
    return "beside the Ingress whose backends name the live colour's Service, apply a copy of it"
        + " under another name, with annotations "
        + dialect.canary()
        + ": \"true\" and "
        + dialect.weight()
        + ": \"0\", whose backends name the other colour's Service";
  }

  @Override
  public String change(Route<Ingress> route) {
    return "give the new colour all requests by the weight";
  }
}
