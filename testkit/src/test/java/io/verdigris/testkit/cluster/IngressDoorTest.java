package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IngressDoorTest {
  private final Lab lab = new Lab();
  private URI door = URI.create("http://127.0.0.1");

  @BeforeEach
  void two_colours_run_behind_services_of_their_own() {
    for (String colour : Set.of("blue", "green")) {
      lab.create(Lab.web(colour, 2, Map.of()).build());
      lab.create(
          Lab.service(colour).editMetadata().withName("web-" + colour).endMetadata().build());
    }
    lab.untilReady("web-blue", 2);
    lab.untilReady("web-green", 2);
    assertThat(lab.state.create(ingress("web-blue"))).isPresent();
    door = lab.workloads.ingress();
    Lab.eventually("blue answers", () -> version("shop.test", "/").equals("blue"));
  }

  @AfterEach
  void end() {
    lab.close();
  }

  @Test
  void requests_follow_the_backend() {
    lab.state.update(Ingress.class, Lab.NAMESPACE, "web", i -> ingress(i, "web-green"));
    Lab.eventually("green answers", () -> version("shop.test", "/").equals("green"));
    var pods = new ConcurrentSkipListSet<String>();
    Lab.eventually(
        "both pods have answered",
        () -> {
          pods.add(ask("shop.test", "/").field("X-Pod").orElseThrow());
          return pods.size() == 2;
        });
    assertThat(pods).allMatch(p -> p.startsWith("web-green-"));
  }

  @Test
  void hosts_and_paths_must_fit() {
    assertThat(ask("shop.test", "/a/b").status()).isEqualTo(200);
    assertThat(ask("SHOP.test:8080", "/?q=1").status()).isEqualTo(200);
    assertThat(ask("other.test", "/").status()).isEqualTo(404);
    assertThat(ask("shop.test", "/nowhere/x").status())
        .as("a Service that is not there")
        .isEqualTo(503);
    assertThat(ask("shop.test", "/nowherex").status())
        .as("a prefix takes whole parts")
        .isEqualTo(200);
  }

  @Test
  void a_canary_gets_its_weight_and_those_who_ask_for_it() {
    canary("25");
    Lab.eventually("the canary answers", () -> version("shop.test", "/").equals("green"));
    assertThat(IntStream.range(0, 40).filter(i -> version("shop.test", "/").equals("green")))
        .hasSize(10);
    assertThat(asking("X-Preview", "always")).isEqualTo("green");
    assertThat(asking("X-Preview", "never")).isEqualTo("blue");
    assertThat(asking("Cookie", "a=b; preview=always")).isEqualTo("green");
    assertThat(asking("Cookie", "preview=never")).isEqualTo("blue");
  }

  @Test
  void whatever_the_weight_is_nothing_answers_while_the_primary_has_no_pod() {
    canary("100");
    Lab.eventually("the canary answers", () -> version("shop.test", "/").equals("green"));
    lab.state.update(Deployment.class, Lab.NAMESPACE, "web-blue", IngressDoorTest::empty);
    Lab.eventually("as with ingress-nginx", () -> ask("shop.test", "/").status() == 503);
  }

  private static Deployment empty(Deployment deployment) {
    deployment.getSpec().setReplicas(0);
    return deployment;
  }

  private void canary(String weight) {
    String prefix = "nginx.ingress.kubernetes.io/canary";
    Ingress canary =
        new IngressBuilder(ingress("web-green"))
            .editMetadata()
            .withName("web-canary")
            .addToAnnotations(prefix, "true")
            .addToAnnotations(prefix + "-weight", weight)
            .addToAnnotations(prefix + "-by-header", "X-Preview")
            .addToAnnotations(prefix + "-by-cookie", "preview")
            .endMetadata()
            .build();
    assertThat(lab.state.create(canary)).isPresent();
  }

  private String asking(String name, String value) {
    return Lab.ask(door, HttpMessage.get("/", "shop.test").with(name, value))
        .field("X-Version")
        .orElse("");
  }

  private String version(String host, String path) {
    return ask(host, path).field("X-Version").orElse("");
  }

  private HttpMessage ask(String host, String path) {
    return Lab.ask(door, HttpMessage.get(path, host));
  }

  private static Ingress ingress(Ingress there, String service) {
    there.setSpec(ingress(service).getSpec());
    return there;
  }

  private static Ingress ingress(String service) {
    return new IngressBuilder()
        .withNewMetadata()
        .withNamespace(Lab.NAMESPACE)
        .withName("web")
        .endMetadata()
        .withNewSpec()
        .addNewRule()
        .withHost("shop.test")
        .withNewHttp()
        .addNewPath()
        .withPath("/")
        .withPathType("Prefix")
        .withNewBackend()
        .withNewService()
        .withName(service)
        .withNewPort()
        .withNumber(80)
        .endPort()
        .endService()
        .endBackend()
        .endPath()
        .addNewPath()
        .withPath("/nowhere")
        .withPathType("Prefix")
        .withNewBackend()
        .withNewService()
        .withName("nobody")
        .withNewPort()
        .withNumber(80)
        .endPort()
        .endService()
        .endBackend()
        .endPath()
        .endHttp()
        .endRule()
        .endSpec()
        .build();
  }
}
