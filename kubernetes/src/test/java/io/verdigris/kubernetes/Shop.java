package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.RolloutContext;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** An application of which blue is live with one pod, and the requests made about it. */
final class Shop implements AutoCloseable {
  final TestApplication app;
  final EnvironmentProvisioner provisioner;
  final ClusterAccess access;
  private final List<String> calls = new CopyOnWriteArrayList<>();

  Shop(EmbeddedCluster cluster) {
    app = new TestApplication(cluster);
    app.service(TestApplication.selector("blue"));
    app.deployment("blue", 1);
    app.awaitReady("blue", 1);
    access = ClusterAccess.of(app.context());
    provisioner = new DeploymentProvisionerProvider().create(app.context());
    cluster.onCall(
        call -> {
          if (call.path().contains(app.namespace()) && !call.path().contains("watch=true")) {
            calls.add(call.verb() + " " + call.path().replaceAll("\\?.*", ""));
          }
        });
  }

  RolloutSpec spec() {
    return app.spec("v2").build();
  }

  EnvironmentRequest request(String rollout, long fence, RolloutSpec spec, Colour colour) {
    var context = new RolloutContext(rollout, app.application(), fence, () -> {});
    return new EnvironmentRequest(context, spec, Optional.of(Colour.BLUE), colour, 1);
  }

  EnvironmentRequest green(String rollout, long fence) {
    return request(rollout, fence, spec(), Colour.GREEN);
  }

  /** Claims, prepares and deploys green. */
  void deploy(EnvironmentRequest request) {
    provisioner.claim(request.context());
    Patience.done(() -> provisioner.prepare(request));
    Patience.done(() -> provisioner.deploy(request));
  }

  Deployment deployment(String colour) {
    return app.client()
        .apps()
        .deployments()
        .inNamespace(app.namespace())
        .withName("web-" + colour)
        .get();
  }

  String image(String colour) {
    return TemplateChange.images(deployment(colour));
  }

  void edit(String colour, Consumer<Deployment> change) {
    app.client()
        .apps()
        .deployments()
        .inNamespace(app.namespace())
        .withName("web-" + colour)
        .edit(
            d -> {
              change.accept(d);
              return d;
            });
  }

  String annotation(String colour, String key) {
    return Optional.ofNullable(deployment(colour).getMetadata().getAnnotations())
        .orElse(Map.of())
        .getOrDefault(key, "");
  }

  /** Returns the requests, but for watches, since this was called last. */
  List<String> calls() {
    List<String> all = List.copyOf(calls);
    calls.clear();
    return all;
  }

  @Override
  public void close() {
    access.close();
    app.close();
  }
}
