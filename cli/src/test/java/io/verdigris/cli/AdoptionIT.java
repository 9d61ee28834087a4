package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.traffic.Tally;
import io.verdigris.testkit.traffic.Traffic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** An ordinary application is adopted, rolled out, rolled back and ejected while it is used. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class AdoptionIT {
  private static final Map<String, String> ORDINARY = Map.of("app", "web");

  private final TestCluster cluster;
  private TestApplication web;

  AdoptionIT(TestCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    web = new TestApplication(cluster);
    web.service(ORDINARY);
    web.ordinary(2);
    web.awaitEntry();
  }

  @AfterEach
  void close() {
    if (web != null) {
      web.close();
    }
  }

  private String run(int status, String command, String... more) {
    var shell = Shell.piped();
    assertThat(shell.run(Shell.args(cluster, web.application(), command, more)))
        .as(shell.out() + shell.err())
        .isEqualTo(status);
    return shell.out();
  }

  private Service service() {
    return web.client().services().inNamespace(web.namespace()).withName("web").get();
  }

  private List<String> deployments() {
    return web.client().apps().deployments().inNamespace(web.namespace()).list().getItems().stream()
        .map(d -> d.getMetadata().getName() + " " + d.getSpec().getReplicas())
        .sorted()
        .toList();
  }

  @Test
  void from_an_ordinary_application_and_back_no_request_is_lost() {
    try (var traffic = Traffic.onNewConnections(cluster.entry(web.namespace(), "web"), 50)) {
      assertThat(run(0, "adopt", "--plan"))
          .contains("CREATE Deployment " + web.namespace() + "/web-blue", "kind: Role");
      assertThat(deployments()).containsExactly("web 2");

      assertThat(run(0, "adopt", "--drain", "2s")).contains("Done.");
      assertThat(deployments()).containsExactly("web-blue 2");
      assertThat(service().getSpec().getSelector()).isEqualTo(TestApplication.selector("blue"));
      assertThat(run(0, "adopt")).contains("nothing to do");

      run(
          0,
          "run",
          "--image",
          "app=" + cluster.image("v2"),
          "--env",
          "app:VERSION=v2",
          "--soak",
          "0s",
          "--drain-timeout",
          "2s");
      assertThat(service().getSpec().getSelector()).isEqualTo(TestApplication.selector("green"));
      run(0, "rollback", "--soak", "0s", "--drain-timeout", "2s");
      assertThat(service().getSpec().getSelector()).isEqualTo(TestApplication.selector("blue"));

      assertThat(run(0, "eject", "--drain", "2s")).contains("Done.");
      isOrdinary();

      Tally tally = traffic.stop();
      assertThat(tally.failed()).as(tally.problems().toString()).isZero();
      assertThat(tally.version("v1").answers()).isPositive();
      assertThat(tally.version("v2").answers()).isPositive();
    }
  }

  private void isOrdinary() {
    var client = web.client();
    String namespace = web.namespace();
    assertThat(deployments()).containsExactly("web 2");
    assertThat(service().getSpec().getSelector()).isEqualTo(ORDINARY);
    assertThat(Optional.ofNullable(service().getMetadata().getLabels()).orElse(Map.of())).isEmpty();
    assertThat(Optional.ofNullable(service().getMetadata().getAnnotations()).orElse(Map.of()))
        .isEmpty();
    assertThat(client.services().inNamespace(namespace).list().getItems()).hasSize(1);
    assertThat(client.configMaps().inNamespace(namespace).list().getItems())
        .noneMatch(map -> map.getMetadata().getName().startsWith("verdigris"));
    assertThat(client.leases().inNamespace(namespace).list().getItems()).isEmpty();
    assertThat(client.pods().inNamespace(namespace).list().getItems())
        .noneMatch(pod -> pod.getMetadata().toString().contains("verdigris.io/"));
  }

  @Test
  void a_refusal_names_what_is_wrong_and_a_pair_can_be_described_for_a_repository() {
    assertThat(run(10, "adopt", "--deployment", "shop"))
        .contains("would be left as it is", "Deployment \"shop\": does not exist");
    assertThat(run(0, "eject")).contains("nothing to do");
    assertThat(run(0, "adopt", "--manifests")).contains("name: \"web-blue\"");
    assertThat(run(2, "adopt", "--timeout", "0s")).isEmpty();
    assertThat(deployments()).containsExactly("web 2");
  }
}
