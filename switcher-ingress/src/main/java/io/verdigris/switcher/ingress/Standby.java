package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPortBuilder;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Slices;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules that keep both colours known to the ingress controller. A controller that meets a
 * Service for the first time in the switch itself may route requests to it before it knows its
 * pods: Contour and Envoy answer 503 for some milliseconds then.
 *
 * <p>They are rules of the Ingress itself, since a second Ingress would be a second load balancer
 * with some controllers. Their hosts begin with the Ingress' uid and end in {@code
 * verdigris.invalid}, and each takes one exact path, so that nobody comes by them, past what else
 * guards the application. One that is no longer needed, such as for a port that is not used any
 * more, does no harm and stays.
 */
record Standby(Ingress ingress, Application application) {

  /** Returns what adds the rules that are missing; empty when all are there. */
  Optional<Consumer<FencedPatch>> missing() {
    Set<String> there = rules().stream().map(IngressRule::getHost).collect(Collectors.toSet());
    List<IngressRule> wanted = wanted().filter(rule -> !there.contains(rule.getHost())).toList();
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        rules().isEmpty()
            ? patch -> patch.set(wanted, "spec", "rules")
            : patch -> wanted.forEach(rule -> patch.set(rule, "spec", "rules", "-")));
  }

  private List<IngressRule> rules() {
    List<IngressRule> rules = ingress.getSpec().getRules();
    return rules == null ? List.of() : rules;
  }

  /** One rule for each, since what goes wrong with one path may keep a controller from the next. */
  private Stream<IngressRule> wanted() {
    return new IngressReading(ingress, application)
        .ours().stream()
            .map(Backend::port)
            .distinct()
            .flatMap(port -> Stream.of(Colour.values()).map(colour -> rule(colour, port)));
  }

  private IngressRule rule(Colour colour, String port) {
    String uid = ingress.getMetadata().getUid();
    return new IngressRuleBuilder()
        .withHost(uid + "." + port + "." + colour + Backend.STANDBY)
        .withNewHttp()
        .addNewPath()
        .withPath("/verdigris/standby")
        .withPathType("Exact")
        .withNewBackend()
        .withNewService()
        .withName(Slices.service(application, colour))
        .withPort(port(port))
        .endService()
        .endBackend()
        .endPath()
        .endHttp()
        .build();
  }

  private static ServiceBackendPort port(String port) {
    var builder = new ServiceBackendPortBuilder();
    return port.matches("\\d+")
        ? builder.withNumber(Integer.valueOf(port)).build()
        : builder.withName(port).build();
  }
}
