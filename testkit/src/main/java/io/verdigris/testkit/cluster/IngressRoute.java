package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBackend;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One line of an Ingress: which requests go where.
 *
 * @param namespace the namespace of the Ingress and of its backend
 * @param host a host, one with {@code *} as its first label, or empty for all
 * @param path a path, or {@code /} with {@code exact} unset for all
 */
record IngressRoute(
    String namespace, String host, String path, boolean exact, IngressBackend backend) {

  /** What names a host goes before what does not, then exact before prefix, then longer. */
  private static final Comparator<IngressRoute> BEST =
      Comparator.comparingInt((IngressRoute r) -> hostRank(r.host()))
          .thenComparing(IngressRoute::exact)
          .thenComparingInt(r -> r.path().length());

  /** Returns the route that fits a request best. */
  static Optional<IngressRoute> find(Collection<Ingress> ingresses, HttpMessage request) {
    String host = request.field("Host").orElse("").split(":", 2)[0].toLowerCase(Locale.ROOT);
    return ingresses.stream()
        .filter(ingress -> !CanarySplit.isCanary(ingress))
        .flatMap(IngressRoute::of)
        .filter(r -> r.hasHost(host) && r.hasPath(request.path()))
        .max(BEST);
  }

  static Stream<IngressRoute> of(Ingress ingress) {
    String namespace = ingress.getMetadata().getNamespace();
    var spec = ingress.getSpec();
    Stream<IngressRoute> rules =
        Pods.orEmpty(spec.getRules()).stream()
            .filter(rule -> rule.getHttp() != null)
            .flatMap(rule -> rule.getHttp().getPaths().stream().map(p -> of(namespace, rule, p)));
    Stream<IngressRoute> rest =
        Stream.ofNullable(spec.getDefaultBackend())
            .map(backend -> new IngressRoute(namespace, "", "/", false, backend));
    return Stream.concat(rules, rest);
  }

  private static IngressRoute of(String namespace, IngressRule rule, HTTPIngressPath path) {
    return new IngressRoute(
        namespace,
        orEmpty(rule.getHost()).toLowerCase(Locale.ROOT),
        orEmpty(path.getPath()).isEmpty() ? "/" : path.getPath(),
        "Exact".equals(path.getPathType()),
        path.getBackend());
  }

  /** Tells whether it takes the same requests. */
  boolean isLike(IngressRoute other) {
    return equals(new IngressRoute(other.namespace, other.host, other.path, other.exact, backend));
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
