package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.AppliedFields;
import io.verdigris.kubernetes.Backend;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What keeps an Ingress that is understood from being switched, found before anything changes.
 *
 * @param reading the Ingress that directs traffic
 * @param stable the stable Service
 * @param coloured those of the colours' own Services that are there
 * @param all all Ingresses of the namespace
 * @param colorKey the key of the label that names the colour
 */
record IngressAdmission(
    IngressReading reading,
    Service stable,
    List<Service> coloured,
    List<Ingress> all,
    String colorKey) {

  List<Finding> findings() {
    return Stream.of(
            otherOwner().stream(), stableService().stream(), ports(), sharing().map(this::stays))
        .flatMap(s -> s)
        .toList();
  }

  private Optional<Finding> otherOwner() {
    return AppliedFields.manager(reading.object(), "rules", "defaultBackend")
        .map(
            manager ->
                new Finding(
                    "rules of " + Fences.describe(reading.object()),
                    "field manager " + manager,
                    "are declared by server-side apply, which would take traffic back at any time",
                    "leave spec.rules and spec.defaultBackend out of what "
                        + manager
                        + " applies"));
  }

  private Optional<Finding> stableService() {
    String field = "selector of " + Fences.describe(stable);
    String value = Layout.selector(stable).toString();
    if (Layout.base(stable, colorKey).isEmpty()) {
      return Optional.of(
          new Finding(
              field,
              value,
              "names no label by which the application's pods are known",
              "give it the labels that the pods of both colours have, such as app: "
                  + reading.application().service()));
    }
    return Colour.ofLabel(selected())
        .map(
            colour ->
                new Finding(
                    field,
                    value,
                    "names "
                        + colour
                        + ", whose pods go once the Ingress has left them; whoever calls the"
                        + " Service would lose them",
                    "take "
                        + colorKey
                        + " out of it, or set it to none so that it selects no pod"));
  }

  private String selected() {
    return Layout.selector(stable).getOrDefault(colorKey, "");
  }

  /** The colours' own Services have the stable one's ports, or get them in PREPARE. */
  private Stream<Finding> ports() {
    return Stream.concat(Stream.of(stable), coloured.stream())
        .flatMap(s -> reading.ours().stream().filter(b -> !offers(s, b)).map(b -> lacking(s, b)));
  }

  private static boolean offers(Service service, Backend backend) {
    return ports(service).stream()
        .anyMatch(
            p ->
                backend.port().equals(p.getName())
                    || backend.port().equals(String.valueOf(p.getPort())));
  }

  private static List<ServicePort> ports(Service service) {
    List<ServicePort> ports = service.getSpec().getPorts();
    return ports == null ? List.of() : ports;
  }

  private Finding lacking(Service service, Backend backend) {
    String there =
        ports(service).stream()
            .map(p -> p.getName() == null ? "" + p.getPort() : p.getName() + "/" + p.getPort())
            .collect(Collectors.joining(", "));
    return new Finding(
        "port of " + backend.route() + " in " + Fences.describe(reading.object()),
        backend.port(),
        Fences.describe(service) + " has no such port, only " + there,
        "correct the port of the backend, or add it to the Services");
  }

  private Stream<IngressReading> others() {
    String name = reading.object().getMetadata().getName();
    return all.stream()
        .filter(i -> !i.getMetadata().getName().equals(name))
        .map(i -> new IngressReading(i, reading.application()))
        .filter(r -> !r.ours().isEmpty());
  }

  private Stream<IngressReading> sharing() {
    Set<String> hosts = hosts(reading);
    return others().filter(r -> hosts(r).stream().anyMatch(hosts::contains));
  }

  private static Set<String> hosts(IngressReading reading) {
    return reading.ours().stream().map(Backend::host).collect(Collectors.toSet());
  }

  private Finding stays(IngressReading other) {
    return new Finding(
        "backends of " + Fences.describe(other.object()),
        other.says(),
        "take traffic of the same host, but would stay as they are when "
            + Fences.describe(reading.object())
            + " is switched",
        "move these rules into " + Fences.describe(reading.object()));
  }

  List<String> notes() {
    var notes = new ArrayList<String>();
    String service = Fences.describe(stable);
    if (selected().isEmpty()) {
      notes.add(
          service
              + " selects the pods of both colours: what calls it reaches the new colour"
              + " before it is verified; "
              + colorKey
              + ": none in its selector would keep it without pods");
    }
    others()
        .map(
            r ->
                Fences.describe(r.object())
                    + " "
                    + r.says()
                    + "; it is not switched, and a colour that it names may be without pods")
        .forEach(notes::add);
    Backend.of(reading.object()).stream()
        .filter(b -> b.service().isEmpty())
        .map(b -> Fences.describe(reading.object()) + " directs " + b + "; it is not switched")
        .forEach(notes::add);
    return notes;
  }
}
