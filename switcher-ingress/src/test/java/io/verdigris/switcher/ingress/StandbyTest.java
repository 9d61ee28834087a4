package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Ingresses.WEB;
import static io.verdigris.switcher.ingress.Ingresses.ingress;
import static io.verdigris.switcher.ingress.Ingresses.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.verdigris.Colour;
import io.verdigris.kubernetes.FencedPatch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StandbyTest {
  private final Ingress web = ingress("web", "shop.example", "web-blue", "web-blue").build();

  private List<Map<String, Object>> operations() {
    FencedPatch patch = FencedPatch.fenced(web, 3);
    new Standby(web, WEB).missing().orElseThrow().accept(patch);
    return patch.operations().stream().filter(o -> "add".equals(o.get("op"))).toList();
  }

  private List<IngressRule> rules() {
    return operations().stream()
        .map(o -> (IngressRule) Objects.requireNonNull(o.get("value")))
        .toList();
  }

  @Test
  void both_colours_are_kept_known_on_each_port_that_is_used() {
    assertThat(operations()).extracting(o -> o.get("path")).containsOnly("/spec/rules/-");
    assertThat(rules())
        .extracting(
            IngressRule::getHost, r -> service(r).getName(), r -> service(r).getPort().getName())
        .containsExactly(
            tuple("uid-of-web.http.blue.verdigris.invalid", "web-blue", "http"),
            tuple("uid-of-web.http.green.verdigris.invalid", "web-green", "http"));
  }

  private static IngressServiceBackend service(IngressRule rule) {
    return rule.getHttp().getPaths().get(0).getBackend().getService();
  }

  @Test
  void rules_that_are_there_are_left() {
    web.getSpec().getRules().addAll(rules());

    assertThat(new Standby(web, WEB).missing()).isEmpty();
  }

  @Test
  void only_a_rule_that_is_missing_is_added() {
    web.getSpec().getRules().add(rules().get(0));

    assertThat(rules())
        .extracting(IngressRule::getHost)
        .containsExactly("uid-of-web.http.green.verdigris.invalid");
  }

  @Test
  void an_ingress_with_a_default_backend_alone_gets_its_first_rules() {
    web.getSpec()
        .setDefaultBackend(
            web.getSpec().getRules().get(0).getHttp().getPaths().get(0).getBackend());
    web.getSpec().setRules(null);

    assertThat(operations())
        .singleElement()
        .satisfies(o -> assertThat(o.get("path")).isEqualTo("/spec/rules"));
  }

  @Test
  void they_direct_no_traffic() {
    web.getSpec().getRules().addAll(rules());

    assertThat(reading(web).colour()).contains(Colour.BLUE);
    assertThat(reading(web).problems()).isEmpty();
    assertThat(reading(web).says()).doesNotContain("invalid");
  }
}
