package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Application;
import java.util.Optional;
import java.util.SortedMap;

/** The Ingress whose backends change from one colour to the other. */
record IngressKind(Optional<String> named) implements RouteKind<Ingress> {
  static IngressKind of(SortedMap<String, String> settings) {
    return new IngressKind(IngressBackend.ingress(settings));
  }

  @Override
  public String id() {
    return IngressBackend.ID;
  }

  @Override
  public String setting() {
    return IngressBackend.INGRESS;
  }

  @Override
  public Class<Ingress> type() {
    return Ingress.class;
  }

  @Override
  public IngressReading read(Ingress object, Application application) {
    return new IngressReading(object, application);
  }

  @Override
  public Object essence(Ingress object) {
    return object.getSpec();
  }

  @Override
  public String change(Route<Ingress> route) {
    return "name the other colour's Service in " + route.ours().size() + " backends";
  }
}
