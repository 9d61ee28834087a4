package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends some of a route's requests elsewhere, as ingress-nginx reads the canary annotations of a
 * second Ingress: first by header, then by cookie, then by weight. Of each hundred requests exactly
 * as many go there as the weight says.
 */
final class CanarySplit {
  private static final String PREFIX = "nginx.ingress.kubernetes.io/canary";
  private static final int LEAST_TOTAL = 100;

  private final Map<String, Ingress> canaries = new ConcurrentHashMap<>();
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  /** Takes note of a canary, or of its end. */
  void keep(String name, Ingress ingress, boolean gone) {
    if (gone) {
      canaries.remove(name);
    } else {
      canaries.put(name, ingress);
    }
  }

  static boolean isCanary(Ingress ingress) {
    return annotation(ingress, "").equals("true");
  }

  private static String annotation(Ingress ingress, String suffix) {
    Map<String, String> annotations = ingress.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(PREFIX + suffix, "");
  }

  /** Returns where a request of the route goes instead; empty when it stays. */
  Optional<IngressRoute> canary(IngressRoute route, HttpMessage request) {
    return canaries.values().stream()
        .flatMap(
            canary ->
                IngressRoute.of(canary).stream()
                    .filter(r -> r.isLike(route))
                    .filter(r -> takes(canary, route, request)))
        .findFirst();
  }

  private boolean takes(Ingress canary, IngressRoute route, HttpMessage request) {
    return byHeader(canary, request)
        .or(() -> byCookie(canary, request))
        .orElseGet(() -> byWeight(canary, route));
  }

  private static Optional<Boolean> byHeader(Ingress ingress, HttpMessage request) {
    String name = annotation(ingress, "-by-header");
    Optional<String> sent = name.isEmpty() ? Optional.empty() : request.field(name);
    String wanted = annotation(ingress, "-by-header-value");
    return wanted.isEmpty()
        ? sent.flatMap(CanarySplit::told)
        : sent.filter(wanted::equals).map(value -> true);
  }

  private static Optional<Boolean> byCookie(Ingress ingress, HttpMessage request) {
    String name = annotation(ingress, "-by-cookie");
    return Arrays.stream(request.field("Cookie").orElse("").split(";"))
        .map(pair -> pair.strip().split("=", 2))
        .filter(pair -> pair.length == 2 && pair[0].equals(name))
        .findFirst()
        .flatMap(pair -> told(pair[1]));
  }

  private static Optional<Boolean> told(String value) {
    return value.equals("always") || value.equals("never")
        ? Optional.of(value.equals("always"))
        : Optional.empty();
  }

  private boolean byWeight(Ingress ingress, IngressRoute route) {
    long weight = number(annotation(ingress, "-weight"));
    long total = Math.max(LEAST_TOTAL, number(annotation(ingress, "-weight-total")));
    String key = route.namespace() + " " + route.host() + " " + route.path() + route.exact();
    long count = counts.merge(key, 1L, Long::sum);
    return count * weight / total > (count - 1) * weight / total;
  }

  private static long number(String text) {
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : 0;
  }
}
