package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Weighted.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.spi.Progress;
import org.junit.jupiter.api.Test;

class GatewayDialectTest {
  private static String condition(String type, String status, int generation) {
    return "{type: %s, status: '%s', observedGeneration: %d, reason: R, message: told}"
        .formatted(type, status, generation);
  }

  private static String parent(String name, String... conditions) {
    return "{parentRef: {namespace: edge, name: %s, sectionName: http}, conditions: [%s]}"
        .formatted(name, String.join(", ", conditions));
  }

  private static String good(String name) {
    return parent(name, condition("Accepted", "True", 7), condition("ResolvedRefs", "True", 7));
  }

  private static Progress<String> accepted(String... parents) {
    return route(
            "spec: {rules: [{backendRefs: [{name: web-blue}]}]}\nstatus: {parents: ["
                + String.join(", ", parents)
                + "]}\n")
        .accepted();
  }

  @Test
  void all_parents_must_have_accepted_this_generation() {
    assertThat(accepted(good("a"), good("b"))).isInstanceOf(Progress.Done.class);
    assertThat(
            accepted(
                good("a"),
                parent(
                    "b", condition("Accepted", "True", 7), condition("ResolvedRefs", "True", 6))))
        .isInstanceOf(Progress.Waiting.class)
        .asString()
        .contains("Gateway edge/b:http", "ResolvedRefs", "generation 6 instead of 7");
    assertThat(accepted(good("a"), parent("b", condition("Accepted", "True", 7))))
        .isInstanceOf(Progress.Waiting.class)
        .asString()
        .contains("has not said condition ResolvedRefs");
  }

  @Test
  void a_refusal_of_this_generation_is_a_failure_whatever_else_is_waited_for() {
    assertThat(
            accepted(
                parent(
                    "a", condition("Accepted", "False", 7), condition("ResolvedRefs", "True", 6)),
                parent("b")))
        .isInstanceOf(Progress.Failed.class)
        .asString()
        .contains("Gateway edge/a:http says Accepted is False (R: told)");
    assertThat(accepted(parent("a", condition("Accepted", "False", 6))))
        .as("of an older generation")
        .isInstanceOf(Progress.Waiting.class);
  }

  @Test
  void without_any_parent_it_is_waited_for_with_what_to_look_at() {
    assertThat(accepted())
        .isInstanceOf(Progress.Waiting.class)
        .asString()
        .contains("parentRefs", "controller");
  }
}
