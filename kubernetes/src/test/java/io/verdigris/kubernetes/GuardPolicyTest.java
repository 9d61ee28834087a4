package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GuardPolicyTest {
  private static final GuardPolicy EVERYWHERE = new GuardPolicy("guard", "color", List.of());

  private static List<GenericKubernetesResource> objects(GuardPolicy policy) {
    return Stream.of(policy.yaml().split("\n---\n"))
        .map(document -> Serialization.unmarshal(document, GenericKubernetesResource.class))
        .toList();
  }

  private static List<GenericKubernetesResource> bindings(GuardPolicy policy) {
    return objects(policy).stream().filter(o -> o.getKind().endsWith("Binding")).toList();
  }

  @Test
  void it_consists_of_two_policies_each_with_its_binding() {
    assertThat(objects(EVERYWHERE))
        .allMatch(o -> o.getApiVersion().equals("admissionregistration.k8s.io/v1"))
        .extracting(HasMetadata::getKind, o -> o.getMetadata().getName())
        .containsExactly(
            tuple("ValidatingAdmissionPolicy", "guard-traffic"),
            tuple("ValidatingAdmissionPolicyBinding", "guard-traffic"),
            tuple("ValidatingAdmissionPolicy", "guard-workloads"),
            tuple("ValidatingAdmissionPolicyBinding", "guard-workloads"));
    assertThat(bindings(EVERYWHERE))
        .extracting(b -> b.<String>get("spec", "policyName"))
        .containsExactly("guard-traffic", "guard-workloads");
  }

  @Test
  void nothing_is_left_to_fill_in() {
    assertThat(EVERYWHERE.yaml())
        .doesNotContain("${")
        .contains(Marks.MANAGED, Marks.EPOCH, Marks.GUARD);
  }

  @Test
  void each_refusal_begins_so_that_it_is_known_again() {
    List<String> messages =
        objects(EVERYWHERE).stream()
            .filter(o -> !o.getKind().endsWith("Binding"))
            .flatMap(o -> o.<List<Map<String, String>>>get("spec", "validations").stream())
            .map(validation -> validation.get("messageExpression"))
            .toList();
    assertThat(messages)
        .hasSize(7)
        .allSatisfy(m -> assertThat(m).startsWith("'" + GuardPolicy.REFUSAL));
  }

  @Test
  void it_applies_to_all_namespaces_or_to_those_given() {
    assertThat(bindings(EVERYWHERE))
        .extracting(b -> b.<Object>get("spec", "matchResources"))
        .containsOnly(Map.of("namespaceSelector", Map.of()));

    var some = new GuardPolicy("guard", "color", List.of("shop", "till", "shop"));
    assertThat(bindings(some))
        .extracting(
            b ->
                b.<List<Map<String, Object>>>get(
                        "spec", "matchResources", "namespaceSelector", "matchExpressions")
                    .get(0))
        .containsOnly(
            Map.of(
                "key",
                "kubernetes.io/metadata.name",
                "operator",
                "In",
                "values",
                List.of("shop", "till")));
  }

  @Test
  void the_colour_is_looked_for_under_its_key() {
    assertThat(new GuardPolicy("guard", "example.com/side", List.of()).yaml())
        .contains("'example.com/side' in variables.selector")
        .doesNotContain("'color'");
  }

  private static void refuses(String name, String colorKey, String namespace, String message) {
    assertThatThrownBy(() -> new GuardPolicy(name, colorKey, List.of(namespace)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void what_would_spoil_the_expressions_is_refused() {
    refuses("Guard", "color", "shop", "name must be lower-case");
    refuses("g".repeat(201), "color", "shop", "at most 200");
    refuses("guard", "a'b", "shop", "color key must be a label's key");
    refuses("guard", "a/b/c", "shop", "but is \"a/b/c\"");
    refuses("guard", "color", "Shop", "namespace must be lower-case");
    refuses("guard", "color", "s".repeat(64), "at most 63");
  }
}
