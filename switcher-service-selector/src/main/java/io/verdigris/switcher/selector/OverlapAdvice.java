package io.verdigris.switcher.selector;

import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.kubernetes.Fences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds what is slow to learn that other pods serve, so that requests may be lost when one colour
 * is selected instead of the other at once.
 *
 * <p>With {@code externalTrafficPolicy: Local} a node takes no traffic unless it has a ready
 * endpoint, which a load balancer learns by health checks of the node (Kubernetes: Source IP for
 * Services with Type=LoadBalancer). A cloud's load balancer may know pods or nodes as targets of
 * its own. Session affinity ties clients to endpoints.
 */
record OverlapAdvice(Service service) {
  private static final List<String> CLOUDS =
      List.of(
          "service.beta.kubernetes.io/aws-load-balancer-",
          "service.beta.kubernetes.io/azure-",
          "service.k8s.aws/",
          "eks.amazonaws.com/",
          "networking.gke.io/",
          "cloud.google.com/");

  /** Returns the advice; empty when nothing asks for an overlap. */
  Optional<String> note() {
    List<String> reasons = reasons();
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Fences.describe(service)
                + " has "
                + String.join(" and ", reasons)
                + ": what is before it may learn late of the new colour's pods, so an overlap in"
                + " which both colours serve is recommended, such as 30s (--overlap 30s)");
  }

  private List<String> reasons() {
    var reasons = new ArrayList<String>();
    if ("Local".equals(service.getSpec().getExternalTrafficPolicy())) {
      reasons.add("externalTrafficPolicy: Local");
    }
    if ("LoadBalancer".equals(service.getSpec().getType())) {
      cloud().ifPresent(key -> reasons.add("a cloud's load balancer (" + key + ")"));
    }
    if ("ClientIP".equals(service.getSpec().getSessionAffinity())) {
      reasons.add("sessionAffinity: ClientIP");
    }
    return reasons;
  }

  private Optional<String> cloud() {
    Map<String, String> annotations = service.getMetadata().getAnnotations();
    Stream<String> keys =
        annotations == null ? Stream.of() : annotations.keySet().stream().sorted();
    return Stream.concat(Stream.ofNullable(service.getSpec().getLoadBalancerClass()), keys)
        .filter(key -> CLOUDS.stream().anyMatch(key::startsWith))
        .findFirst();
  }
}
