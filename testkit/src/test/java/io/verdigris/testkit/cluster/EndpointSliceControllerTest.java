package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EndpointSliceControllerTest {
  @Test
  void a_switch_is_one_update_from_all_of_one_colour_to_all_of_the_other() {
    try (var lab = new Lab()) {
      lab.create(Lab.web("blue", 3, Map.of()).build());
      lab.create(Lab.web("green", 3, Map.of()).build());
      lab.untilReady("web-green", 3);
      lab.untilReady("web-blue", 3);
      lab.create(Lab.service("blue").build());
      lab.untilListed("web-blue", 3);
      int before = lab.state.history(EndpointSlice.class).size();

      lab.switchTo("green", 1);
      lab.untilListed("web-green", 3);

      List<EndpointSlice> states = lab.state.history(EndpointSlice.class);
      assertThat(states.subList(before, states.size())).hasSize(1);
      EndpointSlice slice = states.get(before);
      assertThat(slice.getMetadata().getLabels())
          .containsEntry("verdigris.io/epoch", "1")
          .containsEntry("kubernetes.io/service-name", "web")
          .containsEntry(
              "endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
      assertThat(slice.getPorts()).extracting(p -> p.getPort()).containsExactly(8080);
      assertThat(slice.getEndpoints())
          .hasSize(3)
          .allSatisfy(
              e -> {
                assertThat(e.getTargetRef().getName()).startsWith("web-green-");
                assertThat(e.getConditions().getReady()).isTrue();
                assertThat(e.getConditions().getTerminating()).isFalse();
                assertThat(e.getNodeName()).isEqualTo("embedded");
              });
    }
  }

  @Test
  void a_pod_that_ends_is_listed_as_terminating_before_it_goes() {
    try (var lab = new Lab()) {
      lab.create(Lab.web("blue", 2, Map.of("DRAIN", "200ms")).build());
      lab.create(Lab.service("blue").build());
      lab.untilListed("web-blue", 2);
      lab.change("web-blue", d -> d.getSpec().setReplicas(1));
      Lab.eventually("one pod is left", () -> lab.pods().size() == 1);
      Lab.eventually("and listed alone", () -> endpoints(lab.slices()).size() == 1);
      assertThat(endpoints(lab.state.history(EndpointSlice.class)))
          .anySatisfy(
              e -> {
                assertThat(e.getConditions().getTerminating()).isTrue();
                assertThat(e.getConditions().getReady()).isFalse();
                assertThat(e.getConditions().getServing()).isTrue();
              });
    }
  }

  @Test
  void a_pod_that_is_not_ready_is_listed_as_such() throws IOException {
    try (var lab = new Lab()) {
      lab.create(Lab.web("blue", 2, Map.of()).build());
      lab.create(Lab.service("blue").build());
      lab.untilListed("web-blue", 2);
      String pod = lab.pods().get(0).getMetadata().getName();
      var fault = new HttpMessage("POST /fault?unready=true HTTP/1.1", List.of(), "");
      assertThat(lab.workloads.call(Lab.NAMESPACE, pod, 8080, fault).status()).isEqualTo(200);
      Lab.eventually("one is ready", () -> Lab.ready(lab.slices()).size() == 1);
      assertThat(Lab.ready(lab.slices())).doesNotContain(pod);
      assertThat(endpoints(lab.slices())).hasSize(2);
    }
  }

  @Test
  void a_pod_whose_label_is_taken_away_leaves() {
    try (var lab = new Lab()) {
      lab.create(Lab.web("blue", 1, Map.of()).build());
      lab.create(Lab.service("blue").build());
      lab.untilListed("web-blue", 1);
      lab.state.update(
          Pod.class,
          Lab.NAMESPACE,
          lab.pods().get(0).getMetadata().getName(),
          p -> {
            p.getMetadata().getLabels().remove("color");
            return p;
          });
      Lab.eventually("nobody is listed", () -> endpoints(lab.slices()).isEmpty());
    }
  }

  @Test
  void more_than_a_hundred_pods_need_more_slices_and_switch_in_one_update_each() {
    try (var state = new FakeState()) {
      var inventory = new Inventory(state);
      for (int i = 0; i < 130; i++) {
        inventory.create(pod("blue", i));
        inventory.create(pod("green", i));
      }
      Service service = inventory.create(Lab.service("blue").build()).orElseThrow();
      var controller = new EndpointSliceController(inventory);
      controller.sync(Lab.NAMESPACE, "web");
      assertThat(sizes(state)).containsExactlyInAnyOrder(100, 30);

      inventory.update(
          service,
          s -> {
            s.getSpec().getSelector().put("color", "green");
            return s;
          });
      controller.sync(Lab.NAMESPACE, "web");
      assertThat(sizes(state)).containsExactlyInAnyOrder(100, 30);
      assertThat(state.history(EndpointSlice.class)).as("two made, two changed").hasSize(4);
      assertThat(Lab.ready(state.list(EndpointSlice.class, Lab.NAMESPACE)))
          .hasSize(130)
          .allMatch(name -> name.startsWith("green"));

      controller.sync(Lab.NAMESPACE, "web");
      assertThat(state.history(EndpointSlice.class)).as("nothing to do").hasSize(4);
    }
  }

  @Test
  void a_service_without_selector_has_none_and_one_without_pods_an_empty_one() {
    try (var state = new FakeState()) {
      var inventory = new Inventory(state);
      var controller = new EndpointSliceController(inventory);
      inventory.create(Lab.service("blue").editSpec().withSelector(Map.of()).endSpec().build());
      controller.sync(Lab.NAMESPACE, "web");
      assertThat(sizes(state)).isEmpty();

      inventory.create(Lab.service("blue").editMetadata().withName("lonely").endMetadata().build());
      controller.sync(Lab.NAMESPACE, "lonely");
      assertThat(sizes(state)).containsExactly(0);
    }
  }

  private static Pod pod(String colour, int number) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(Lab.NAMESPACE)
        .withName(colour + "-" + number)
        .withLabels(Map.of("app", "web", "color", colour))
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .addNewPort()
        .withName("http")
        .withContainerPort(8080)
        .endPort()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP("127.64." + (colour.equals("blue") ? 1 : 2) + "." + number)
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  private static List<Integer> sizes(FakeState state) {
    return state.list(EndpointSlice.class, Lab.NAMESPACE).stream()
        .map(s -> s.getEndpoints().size())
        .toList();
  }

  private static List<Endpoint> endpoints(List<EndpointSlice> slices) {
    return slices.stream().flatMap(s -> Pods.orEmpty(s.getEndpoints()).stream()).toList();
  }
}
