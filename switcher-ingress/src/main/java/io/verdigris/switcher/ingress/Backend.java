package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.kubernetes.Slices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One backend of an Ingress.
 *
 * @param at where it lies in the Ingress, as the segments of a JSON pointer
 * @param host the host of the requests that it takes; {@code *} for all
 * @param path the path of the requests that it takes; empty for what no rule takes
 * @param service the Service that it names; empty when it names another kind of object
 * @param port the port's name or number; empty when it names none
 */
record Backend(List<String> at, String host, String path, String service, String port) {
  /** How hosts end that exist only to keep both colours known to the ingress controller. */
  static final String STANDBY = ".verdigris.invalid";

  /** Copies the segments. */
  public Backend {
    at = List.copyOf(at);
  }

  /** Tells whether a rule for this host directs no traffic, but keeps both colours known. */
  static boolean isStandby(@Nullable String host) {
    return host != null && host.endsWith(STANDBY);
  }

  /** Returns the backends of an Ingress that direct traffic, in order. */
  static List<Backend> of(Ingress ingress) {
    var backends = new ArrayList<Backend>();
    var spec = ingress.getSpec();
    if (spec == null) {
      return backends;
    }
    if (spec.getDefaultBackend() != null) {
      backends.add(read(List.of("spec", "defaultBackend"), "*", "", spec.getDefaultBackend()));
    }
    List<IngressRule> rules = orEmpty(spec.getRules());
    for (int i = 0; i < rules.size(); i++) {
      if (!isStandby(rules.get(i).getHost())) {
        addAll(backends, i, rules.get(i));
      }
    }
    return backends;
  }

  private static void addAll(List<Backend> backends, int number, IngressRule rule) {
    List<HTTPIngressPath> paths =
        rule.getHttp() == null ? List.of() : orEmpty(rule.getHttp().getPaths());
    for (int i = 0; i < paths.size(); i++) {
      List<String> at =
          List.of(
              "spec",
              "rules",
              Integer.toString(number),
              "http",
              "paths",
              Integer.toString(i),
              "backend");
      String path = paths.get(i).getPath();
      String host = rule.getHost() == null || rule.getHost().isEmpty() ? "*" : rule.getHost();
      backends.add(read(at, host, path == null ? "/" : path, paths.get(i).getBackend()));
    }
  }

  private static Backend read(List<String> at, String host, String path, IngressBackend backend) {
    var service = backend.getService();
    return service == null
        ? new Backend(at, host, path, "", "")
        : new Backend(at, host, path, service.getName(), port(service.getPort()));
  }

  private static String port(ServiceBackendPort port) {
    if (port == null) {
      return "";
    }
    return port.getName() != null ? port.getName() : String.valueOf(port.getNumber());
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  /** Returns the colour whose permanent Service it names; empty when it names another. */
  Optional<Colour> colour(Application application) {
    return Stream.of(Colour.values())
        .filter(c -> Slices.service(application, c).equals(service))
        .findFirst();
  }

  /** Returns where the name of its Service lies, as the segments of a JSON pointer. */
  String[] name() {
    return Stream.concat(at.stream(), Stream.of("service", "name")).toArray(String[]::new);
  }

  /** Returns the one colour whose Services these name; empty when it is none, or both. */
  static Optional<Colour> only(List<Backend> backends, Application application) {
    List<Colour> colours =
        backends.stream().flatMap(b -> b.colour(application).stream()).distinct().toList();
    return colours.size() == 1 ? Optional.of(colours.get(0)) : Optional.empty();
  }

  /** Returns what leads to it, such as {@code shop.example/cart}. */
  String route() {
    return path.isEmpty() ? "default backend" : host + path;
  }

  @Override
  public String toString() {
    return route() + " to " + (service.isEmpty() ? "an object that is no Service" : service);
  }
}
