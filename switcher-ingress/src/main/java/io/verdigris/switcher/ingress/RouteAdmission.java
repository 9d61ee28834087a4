package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.GitOps;
import io.verdigris.kubernetes.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What keeps an object that is understood from being switched, found before anything changes.
 *
 * @param kind the kind of object
 * @param route the object that directs traffic
 * @param stable the stable Service
 * @param coloured those of the colours' own Services that are there
 * @param all all objects of the kind in the namespace
 * @param colorKey the key of the label that names the colour
 */
record RouteAdmission<R extends HasMetadata>(
    RouteKind<R> kind,
    Route<R> route,
    Service stable,
    List<Service> coloured,
    List<R> all,
    String colorKey) {

  List<Finding> findings() {
    return Stream.of(
            route.findings().stream(),
            stableService().stream(),
            ports(),
            sharing().map(this::stays))
        .flatMap(s -> s)
        .toList();
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
                  + route.application().service()));
    }
    return Colour.ofLabel(selected())
        .map(
            colour ->
                new Finding(
                    field,
                    value,
                    "names "
                        + colour
                        + ", whose pods go once the "
                        + kind.kind()
                        + " has left them; whoever calls the Service would lose them",
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
        .flatMap(s -> route.ours().stream().filter(b -> !offers(s, b)).map(b -> lacking(s, b)))
        .distinct();
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
        "port of " + backend.route() + " in " + Fences.describe(route.object()),
        backend.port(),
        Fences.describe(service) + " has no such port, only " + there,
        "correct the port of the backend, or add it to the Services");
  }

  private Stream<Route<R>> others() {
    String name = route.object().getMetadata().getName();
    return all.stream()
        .filter(o -> !o.getMetadata().getName().equals(name))
        .map(o -> kind.read(o, route.application()))
        .filter(r -> !r.ours().isEmpty())
        .filter(r -> kind.keepsTraffic(route, r));
  }

  private Stream<Route<R>> sharing() {
    Set<String> hosts = hosts(route);
    return others().filter(r -> hosts(r).stream().anyMatch(hosts::contains));
  }

  private static Set<String> hosts(Route<?> route) {
    return route.ours().stream().map(Backend::host).collect(Collectors.toSet());
  }

  private Finding stays(Route<R> other) {
    return new Finding(
        "backends of " + Fences.describe(other.object()),
        other.says(),
        "take traffic of the same host, but would stay as they are when "
            + Fences.describe(route.object())
            + " is switched",
        "move these rules into " + Fences.describe(route.object()));
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
    route.backends().stream()
        .filter(b -> b.service().isEmpty())
        .map(b -> Fences.describe(route.object()) + " directs " + b + "; it is not switched")
        .forEach(notes::add);
    route
        .colour()
        .flatMap(live -> GitOps.note(route.object(), patch -> route.change(patch, live.other())))
        .ifPresent(notes::add);
    return notes;
  }
}
