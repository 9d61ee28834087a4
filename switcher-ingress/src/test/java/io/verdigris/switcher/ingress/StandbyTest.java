package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Ingresses.WEB;
import static io.verdigris.switcher.ingress.Ingresses.ingress;
import static io.verdigris.switcher.ingress.Ingresses.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
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
    return patch.operations();
  }

  private IngressRule rule() {
    return (IngressRule) Objects.requireNonNull(operations().get(2).get("value"));
  }

  @Test
  void both_colours_are_kept_known_on_each_port_that_is_used() {
    assertThat(operations().get(2)).containsEntry("path", "/spec/rules/-");
    assertThat(rule().getHost()).isEqualTo("uid-of-web.verdigris.invalid");
    assertThat(rule().getHttp().getPaths())
        .extracting(
            HTTPIngressPath::getPath,
            p -> p.getBackend().getService().getName(),
            p -> p.getBackend().getService().getPort().getName())
        .containsExactly(
            tuple("/verdigris/blue/http", "web-blue", "http"),
            tuple("/verdigris/green/http", "web-green", "http"));
  }

  @Test
  void a_rule_that_is_there_is_left() {
    web.getSpec().getRules().add(rule());

    assertThat(new Standby(web, WEB).missing()).isEmpty();
  }

  @Test
  void a_rule_of_an_ingress_before_this_one_is_put_right() {
    IngressRule old = rule();
    old.setHost("uid-of-another.verdigris.invalid");
    web.getSpec().getRules().add(old);

    assertThat(operations())
        .extracting(o -> o.get("op") + " " + o.get("path"))
        .contains("test /spec/rules/1/host", "add /spec/rules/1/host", "add /spec/rules/1/http");
  }

  @Test
  void it_directs_no_traffic() {
    web.getSpec().getRules().add(rule());

    assertThat(reading(web).colour()).contains(Colour.BLUE);
    assertThat(reading(web).problems()).isEmpty();
    assertThat(reading(web).says()).doesNotContain("invalid");
  }
}
