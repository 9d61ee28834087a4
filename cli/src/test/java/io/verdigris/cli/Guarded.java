package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An application with the guard in place for its namespace alone; both go when this is closed. */
final class Guarded implements AutoCloseable {
  private static final String PROBE =
      """
      apiVersion: v1
      kind: Service
      metadata:
        name: probe
        labels: {verdigris.io/managed: "true", verdigris.io/epoch: "1"}
      spec:
        selector: {app: probe, color: blue}
        ports: [{port: 80}]
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: probe}
      spec:
        replicas: 0
        selector: {matchLabels: {app: probe, color: blue}}
        template:
          metadata: {labels: {app: probe, color: blue}}
          spec: {containers: [{name: probe, image: probe}]}
      """;

  private final TestApplication web;
  private final KubernetesClient client;
  private List<HasMetadata> guard = List.of();

  private Guarded(TestCluster cluster) {
    client = cluster.client();
    assumeTrue(
        client.supports("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"),
        cluster.name() + " cluster: it has no ValidatingAdmissionPolicy");
    web = new TestApplication(cluster);
  }

  /** Returns one whose guard is not in place yet; where there can be none the test is skipped. */
  static Guarded open(TestCluster cluster) {
    return new Guarded(cluster);
  }

  TestApplication web() {
    return web;
  }

  /** Marks the stable Service as a switch to its colour does. */
  void switched(int epoch) {
    patch(
        PatchType.JSON_MERGE,
        "{\"metadata\":{\"labels\":{\"verdigris.io/managed\":\"true\",\"verdigris.io/epoch\":\""
            + epoch
            + "\"}}}");
  }

  /** Puts the guard in place and waits until the API server heeds it. */
  void guard() {
    var shell = Shell.piped();
    assertThat(shell.run("guard", "-n", web.namespace(), "--name", web.namespace())).isZero();
    guard = client.load(stream(shell.out())).items();
    assertThat(guard).hasSize(4);
    client.resourceList(guard).create();
    probe();
  }

  /** Asks by dry runs, on objects of their own, until both policies refuse. */
  private void probe() {
    client.load(stream(PROBE)).inNamespace(web.namespace()).create();
    var service = client.services().inNamespace(web.namespace()).withName("probe");
    var deployment = client.apps().deployments().inNamespace(web.namespace()).withName("probe");
    Patience.until("deletion is refused", () -> isGuarded(service) && isGuarded(deployment));
    service.edit(
        s ->
            s.edit()
                .editMetadata()
                .addToAnnotations("verdigris.io/guard", "off")
                .endMetadata()
                .build());
    service.delete();
    deployment.delete();
  }

  private static boolean isGuarded(Resource<?> resource) {
    try {
      resource.dryRun(true).delete();
      return false;
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage()).contains("verdigris guard: ");
    }
  }

  Service service() {
    return client.services().inNamespace(web.namespace()).withName("web").get();
  }

  void patch(PatchType type, String patch) {
    client
        .services()
        .inNamespace(web.namespace())
        .withName("web")
        .patch(PatchContext.of(type), patch);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    client.resourceList(guard).delete();
    web.close();
  }
}
