package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPathBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPortBuilder;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.kubernetes.Backend;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Slices;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The rule that keeps both colours known to the ingress controller. A controller that meets a
 * Service for the first time in the switch itself may route requests to it before it knows its
 * pods: Contour and Envoy answer 503 for some milliseconds then.
 *
 * <p>The rule is in the Ingress itself, since a second Ingress would be a second load balancer with
 * some controllers. Its host is that Ingress' uid below {@code verdigris.invalid} and its paths are
 * exact, so that nobody comes by it, past what else guards the application.
 */
record Standby(Ingress ingress, Application application) {

  /** Returns what adds the rule, or puts it right; empty when it is there. */
  Optional<Consumer<FencedPatch>> missing() {
    IngressRule wanted = rule();
    List<IngressRule> rules = rules();
    for (int i = 0; i < rules.size(); i++) {
      String host = rules.get(i).getHost();
      if (Backend.isStandby(host)) {
        return rules.get(i).equals(wanted) ? Optional.empty() : Optional.of(replace(i, wanted));
      }
    }
    return Optional.of(
        rules.isEmpty()
            ? patch -> patch.set(List.of(wanted), "spec", "rules")
            : patch -> patch.set(wanted, "spec", "rules", "-"));
  }

  private Consumer<FencedPatch> replace(int number, IngressRule wanted) {
    String at = Integer.toString(number);
    return patch ->
        patch
            .test(rules().get(number).getHost(), "spec", "rules", at, "host")
            .test(ingress.getMetadata().getGeneration(), "metadata", "generation")
            .set(wanted.getHost(), "spec", "rules", at, "host")
            .set(wanted.getHttp(), "spec", "rules", at, "http");
  }

  private List<IngressRule> rules() {
    List<IngressRule> rules = ingress.getSpec().getRules();
    return rules == null ? List.of() : rules;
  }

  private IngressRule rule() {
    List<HTTPIngressPath> paths =
        new IngressReading(ingress, application)
            .ours().stream().map(Backend::port).distinct().flatMap(this::paths).toList();
    return new IngressRuleBuilder()
        .withHost(ingress.getMetadata().getUid() + Backend.STANDBY)
        .withNewHttp()
        .withPaths(paths)
        .endHttp()
        .build();
  }

  private Stream<HTTPIngressPath> paths(String port) {
    return Stream.of(Colour.values()).map(colour -> path(colour, port));
  }

  private HTTPIngressPath path(Colour colour, String port) {
    return new HTTPIngressPathBuilder()
        .withPath("/verdigris/" + colour + "/" + port)
        .withPathType("Exact")
        .withNewBackend()
        .withNewService()
        .withName(Slices.service(application, colour))
        .withPort(port(port))
        .endService()
        .endBackend()
        .build();
  }

  private static ServiceBackendPort port(String port) {
    var builder = new ServiceBackendPortBuilder();
    return port.matches("\\d+")
        ? builder.withNumber(Integer.valueOf(port)).build()
        : builder.withName(port).build();
  }
}
