package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One line of an object at the edge: which requests go where.
 *
 * @param namespace the namespace of the object and of its backends
 * @param host a host, one with {@code *} as its first label, or empty for all
 * @param path a path, or {@code /} with {@code exact} unset for all
 * @param headers what a request's header must say too
 * @param backends where the requests go, by weight
 * @param mirrors where copies of them go
 */
record IngressRoute(
    String namespace,
    String host,
    String path,
    boolean exact,
    List<HeaderMatch> headers,
    List<Backend> backends,
    List<Backend> mirrors) {

  /**
   * A Service that gets requests.
   *
   * @param port the name or number of the Service's port; empty for its first
   */
  record Backend(String service, String port, int weight) {}

  /** A field of a request's header that is, or has as a part, a text. */
  record HeaderMatch(String name, String text, boolean part) {
    private boolean fits(HttpMessage request) {
      return request
          .field(name)
          .filter(value -> part ? value.contains(text) : value.equals(text))
          .isPresent();
    }
  }

  /**
   * What names a host goes before what does not, then exact before prefix, then longer, then what
   * asks for more of the header.
   */
  private static final Comparator<IngressRoute> BEST =
      Comparator.comparingInt((IngressRoute r) -> hostRank(r.host()))
          .thenComparing(IngressRoute::exact)
          .thenComparingInt(r -> r.path().length())
          .thenComparingInt(r -> r.headers().size());

  /** Returns the route that fits a request best. */
  static Optional<IngressRoute> find(Collection<List<IngressRoute>> routes, HttpMessage request) {
    String host = request.field("Host").orElse("").split(":", 2)[0].toLowerCase(Locale.ROOT);
    return routes.stream()
        .flatMap(List::stream)
        .filter(r -> r.hasHost(host) && r.hasPath(request.path()))
        .filter(r -> r.headers().stream().allMatch(h -> h.fits(request)))
        .max(BEST);
  }

  /** Returns what an Ingress says. */
  static List<IngressRoute> of(Ingress ingress) {
    String namespace = ingress.getMetadata().getNamespace();
    var spec = ingress.getSpec();
    Stream<IngressRoute> rules =
        Pods.orEmpty(spec.getRules()).stream()
            .filter(rule -> rule.getHttp() != null)
            .flatMap(rule -> rule.getHttp().getPaths().stream().map(p -> of(namespace, rule, p)));
    Stream<IngressRoute> rest =
        Stream.ofNullable(spec.getDefaultBackend())
            .map(b -> new IngressRoute(namespace, "", "/", false, List.of(), only(b), List.of()));
    return Stream.concat(rules, rest).toList();
  }

  private static IngressRoute of(String namespace, IngressRule rule, HTTPIngressPath path) {
    return new IngressRoute(
        namespace,
        orEmpty(rule.getHost()).toLowerCase(Locale.ROOT),
        orEmpty(path.getPath()).isEmpty() ? "/" : path.getPath(),
        "Exact".equals(path.getPathType()),
        List.of(),
        only(path.getBackend()),
        List.of());
  }

  private static List<Backend> only(IngressBackend backend) {
    var service = backend.getService();
    if (service == null) {
      return List.of();
    }
    var port = service.getPort();
    String named = port == null ? "" : orEmpty(port.getName());
    boolean numbered = named.isEmpty() && port != null && port.getNumber() != null;
    return List.of(
        new Backend(service.getName(), numbered ? port.getNumber().toString() : named, 1));
  }

  /**
   * Returns where a request goes.
   *
   * @param at from 0 to 1, so that of many requests that are spread evenly each gets its share
   */
  Optional<Backend> backend(double at) {
    double left = at * backends.stream().mapToInt(Backend::weight).sum();
    for (Backend backend : backends) {
      left -= backend.weight();
      if (left < 0) {
        return Optional.of(backend);
      }
    }
    return Optional.empty();
  }

  /** Tells whether it has the same namespace, host and path. */
  boolean isLike(IngressRoute other) {
    return namespace.equals(other.namespace)
        && host.equals(other.host)
        && path.equals(other.path)
        && exact == other.exact;
  }

  private boolean hasHost(String asked) {
    if (host.startsWith("*.")) {
      int dot = asked.indexOf('.');
      return dot > 0 && asked.substring(dot).equals(host.substring(1));
    }
    return host.isEmpty() || host.equals(asked);
  }

  /** A prefix takes whole parts of a path: {@code /a} takes {@code /a/b}, not {@code /ab}. */
  private boolean hasPath(String asked) {
    if (exact) {
      return asked.equals(path);
    }
    String prefix = path.endsWith("/") ? path : path + "/";
    return (asked + "/").startsWith(prefix);
  }

  private static int hostRank(String host) {
    return host.isEmpty() ? 0 : host.startsWith("*.") ? 1 : 2;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
