package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.verdigris.Application;
import io.verdigris.Colour;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The permanent Services of the two colours, by which each is reached whatever is live. */
record ColourServices(ClusterAccess cluster, Layout layout) {

  /** Makes sure that a colour's Service is there; what is wrong with the one there, else empty. */
  Optional<String> ensure(Colour colour) {
    Service wanted = wanted(colour);
    String namespace = layout.application().namespace();
    String name = wanted.getMetadata().getName();
    Optional<Service> there = cluster.lately(Service.class, namespace, name);
    if (there.isEmpty() && cluster.api().create(Service.class, wanted).isPresent()) {
      return Optional.empty();
    }
    return there
        .or(() -> cluster.api().get(Service.class, namespace, name))
        .flatMap(s -> align(s, wanted));
  }

  /** Mends what is ours, such as after a port was added; a Service of somebody else is left. */
  private Optional<String> align(Service there, Service wanted) {
    if (Layout.selector(there).equals(wanted.getSpec().getSelector())
        && ports(there).equals(ports(wanted))) {
      return Optional.empty();
    }
    if (!Fences.label(there, Marks.MANAGED).equals("true")) {
      return Optional.of(
          Fences.describe(there)
              + " was not made by Verdigris and selects "
              + Layout.selector(there)
              + " on ports "
              + ports(there)
              + "; rename or delete it");
    }
    FencedPatch patch =
        FencedPatch.of(there)
            .set(wanted.getSpec().getSelector(), "spec", "selector")
            .set(wanted.getSpec().getPorts(), "spec", "ports");
    return cluster.api().patch(Service.class, there, patch) instanceof PatchResult.Applied<Service>
        ? Optional.empty()
        : Optional.of(Fences.describe(there) + " could not be given the stable Service's ports");
  }

  /** Lets a colour's Service, if it is ours, select no pod until it is made sure of again. */
  static void detach(ApiServer api, Application application, Colour colour) {
    api.get(Service.class, application.namespace(), Slices.service(application, colour))
        .filter(s -> Fences.label(s, Marks.MANAGED).equals("true"))
        .filter(s -> !Layout.selector(s).containsKey(Marks.UNREACHED))
        .ifPresent(
            s ->
                api.patch(
                    Service.class,
                    s,
                    FencedPatch.of(s)
                        .test(Layout.selector(s), "spec", "selector")
                        .set("true", "spec", "selector", Marks.UNREACHED)));
  }

  private static List<Object> ports(Service service) {
    return service.getSpec().getPorts().stream()
        .<Object>map(p -> List.of(p.getName() == null ? "" : p.getName(), p.getPort(), target(p)))
        .toList();
  }

  private static Object target(ServicePort port) {
    return port.getTargetPort() == null ? port.getPort() : port.getTargetPort().getValue();
  }

  private Service wanted(Colour colour) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(layout.application().namespace())
        .withName(Slices.service(layout.application(), colour))
        .withLabels(Map.of(Marks.MANAGED, "true"))
        .endMetadata()
        .withNewSpec()
        .withType("ClusterIP")
        .withSelector(layout.selector(colour))
        .withPorts(layout.ports().stream().map(ColourServices::plain).toList())
        .endSpec()
        .build();
  }

  private static ServicePort plain(ServicePort port) {
    return new ServicePortBuilder(port).withNodePort(null).build();
  }
}
