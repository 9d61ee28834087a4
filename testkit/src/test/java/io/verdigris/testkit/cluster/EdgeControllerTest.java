package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EdgeControllerTest {
  private final Lab lab = new Lab();

  @AfterEach
  void end() {
    lab.close();
  }

  private <T extends HasMetadata> String status(Class<T> type) {
    return Json.tree(lab.state.get(type, Lab.NAMESPACE, "web").orElseThrow())
        .path("status")
        .toString();
  }

  private <T extends HasMetadata> void create(Class<T> type, String spec) {
    String yaml = "metadata: {namespace: shop, name: web, generation: 3}\nspec: " + spec;
    assertThat(lab.state.create(Json.typed(Json.readYaml(yaml), type))).isPresent();
  }

  @Test
  void a_route_is_resolved_once_its_service_is_there() {
    create(
        HTTPRoute.class,
        "{parentRefs: [{name: edge}], rules: [{matches: [{path: {value: /}}], backendRefs: [{name:"
            + " web-blue}]}]}");
    Lab.eventually(
        "it says what is missing",
        () -> status(HTTPRoute.class).contains("web-blue\\\" not found"));
    assertThat(status(HTTPRoute.class)).contains("BackendNotFound", "\"observedGeneration\":");

    lab.create(Lab.service("blue").editMetadata().withName("web-blue").endMetadata().build());

    Lab.eventually(
        "it is resolved", () -> !status(HTTPRoute.class).contains("\"status\":\"False\""));
  }

  @Test
  void a_proxy_is_valid_once_its_service_is_there() {
    create(
        HTTPProxy.class,
        "{virtualhost: {fqdn: shop.test}, routes: [{services: [{name: web-blue}]}]}");
    Lab.eventually(
        "it says what is missing",
        () -> status(HTTPProxy.class).contains("ServiceUnresolvedReference"));

    lab.create(Lab.service("blue").editMetadata().withName("web-blue").endMetadata().build());

    Lab.eventually("it is valid", () -> status(HTTPProxy.class).contains("\"status\":\"True\""));
  }
}
