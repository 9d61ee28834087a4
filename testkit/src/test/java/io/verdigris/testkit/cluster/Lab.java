package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Workloads on a fake state, with an application of two colours as tests need it. */
final class Lab implements AutoCloseable {
  static final String NAMESPACE = "shop";
  static final String IMAGE = "verdigris.test/app:v1";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final FakeState state = new FakeState();
  final Workloads workloads = Workloads.start(state);

  /** Waits for what must come about, however slow this machine is. */
  static void eventually(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("until %s", what).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  /** Sends a request on a connection of its own. */
  static HttpMessage ask(URI to, HttpMessage request) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), to.getPort())) {
      byte[] bytes = request.with("Connection", "close").encode(true).array();
      socket.getOutputStream().write(bytes);
      var parser = HttpParser.ofAnswersTo(request);
      parser.add(ByteBuffer.wrap(socket.getInputStream().readAllBytes()));
      return parser.next(true).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells whether somebody answers there now. */
  static boolean answers(URI to) {
    try {
      return ask(to, HttpMessage.get("/", "web")).status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Returns a Deployment of the application {@code web} in a colour. */
  static DeploymentBuilder web(String colour, int replicas, Map<String, String> env) {
    var labels = Map.of("app", "web", "color", colour);
    var builder =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("web-" + colour)
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .withNewSelector()
            .withMatchLabels(labels)
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("app")
            .withImage(IMAGE)
            .addNewPort()
            .withName("http")
            .withContainerPort(8080)
            .endPort()
            .addNewEnv()
            .withName("POD_NAME")
            .withNewValueFrom()
            .withNewFieldRef()
            .withFieldPath("metadata.name")
            .endFieldRef()
            .endValueFrom()
            .endEnv()
            .addNewEnv()
            .withName("VERSION")
            .withValue(colour)
            .endEnv()
            .withNewReadinessProbe()
            .withPeriodSeconds(1)
            .withFailureThreshold(1)
            .withNewHttpGet()
            .withPath("/readyz")
            .withNewPort("http")
            .endHttpGet()
            .endReadinessProbe()
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec();
    Deployment made = builder.build();
    env.forEach(
        (name, value) ->
            made.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv()
                .add(new EnvVarBuilder().withName(name).withValue(value).build()));
    return new DeploymentBuilder(made);
  }

  /** Returns the Service {@code web} that selects a colour. */
  static ServiceBuilder service(String colour) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName("web")
        .withLabels(Map.of("verdigris.io/epoch", "0"))
        .endMetadata()
        .withNewSpec()
        .withSelector(Map.of("app", "web", "color", colour))
        .addNewPort()
        .withPort(80)
        .withNewTargetPort("http")
        .endPort()
        .endSpec();
  }

  void create(Deployment deployment) {
    assertThat(state.create(deployment)).isPresent();
  }

  void create(Service service) {
    assertThat(state.create(service)).isPresent();
  }

  void switchTo(String colour, long epoch) {
    state.update(
        Service.class,
        NAMESPACE,
        "web",
        s -> {
          s.getSpec().setSelector(Map.of("app", "web", "color", colour));
          s.getMetadata().setLabels(Map.of("verdigris.io/epoch", Long.toString(epoch)));
          return s;
        });
  }

  void change(String deployment, Consumer<Deployment> change) {
    UnaryOperator<Deployment> changed =
        d -> {
          change.accept(d);
          return d;
        };
    assertThat(state.update(Deployment.class, NAMESPACE, deployment, changed)).isPresent();
  }

  Deployment deployment(String name) {
    return state.get(Deployment.class, NAMESPACE, name).orElseThrow();
  }

  void untilReady(String deployment, int replicas) {
    eventually(
        deployment + " has " + replicas + " ready",
        () -> {
          var status = deployment(deployment).getStatus();
          return status != null && Pods.or(status.getReadyReplicas(), 0) == replicas;
        });
  }

  /** Waits until the slices of {@code web} list so many ready pods, all of this Deployment. */
  void untilListed(String deployment, int replicas) {
    eventually(
        "slices list " + replicas + " of " + deployment,
        () -> {
          List<String> names = ready(slices());
          return names.size() == replicas
              && names.stream().allMatch(n -> n.startsWith(deployment + "-"));
        });
  }

  List<EndpointSlice> slices() {
    return state.list(EndpointSlice.class, NAMESPACE);
  }

  List<Pod> pods() {
    return state.list(Pod.class, NAMESPACE);
  }

  static List<String> ready(List<EndpointSlice> slices) {
    return slices.stream()
        .flatMap(s -> Pods.orEmpty(s.getEndpoints()).stream())
        .filter(e -> Boolean.TRUE.equals(e.getConditions().getReady()))
        .map(Endpoint::getTargetRef)
        .map(t -> t.getName())
        .toList();
  }

  @Override
  public void close() {
    workloads.close();
    state.close();
  }
}
