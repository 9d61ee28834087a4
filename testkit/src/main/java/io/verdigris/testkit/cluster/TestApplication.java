package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.verdigris.Application;
import io.verdigris.RolloutSpec;
import io.verdigris.testkit.TestContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The application {@code web} in a namespace of its own, which goes when this is closed. What it
 * consists of is made by the calls: a Service, Deployments of the test application with the labels
 * {@code app} and {@code color}, an Ingress.
 */
public final class TestApplication implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NAME = "web";

  private final TestCluster cluster;
  private final KubernetesClient client;
  private final Application application =
      new Application("test-" + Long.toString(System.nanoTime(), 36), NAME);
  private final TestContext context;

  /** Makes the namespace. */
  public TestApplication(TestCluster cluster) {
    this.cluster = cluster;
    client = cluster.client();
    context = new TestContext(Map.of("kubernetes.kubeconfig", cluster.kubeconfig().toString()));
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace()).endMetadata().build())
        .create();
  }

  /** Returns the application. */
  public Application application() {
    return application;
  }

  /** Returns the namespace. */
  public String namespace() {
    return application.namespace();
  }

  /** Returns what providers are given to make extensions for the cluster. */
  public TestContext context() {
    return context;
  }

  /** Returns a client with all rights. */
  public KubernetesClient client() {
    return client;
  }

  /** Starts a spec of a new version of the application's image. */
  public RolloutSpec.Builder spec(String tag) {
    return RolloutSpec.builder(application)
        .image("app", cluster.image(tag))
        .env("app", "VERSION", tag);
  }

  /** Creates the Service of this name with one port, {@code http} 80 to the pods' 8080. */
  public Service service(String name, Map<String, String> selector) {
    return client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace())
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withType("NodePort")
                .withSelector(selector)
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withTargetPort(new IntOrString("http"))
                .endPort()
                .endSpec()
                .build())
        .create();
  }

  /** Creates the stable Service. */
  public Service service(Map<String, String> selector) {
    return service(NAME, selector);
  }

  /** Returns the selector of a colour's pods. */
  public static Map<String, String> selector(String colour) {
    return Map.of("app", NAME, "color", colour);
  }

  /** Creates an Ingress of the application's name whose host is the namespace. */
  public Ingress ingress(String ingressClass, String service) {
    return client
        .resource(
            new IngressBuilder()
                .withNewMetadata()
                .withNamespace(namespace())
                .withName(NAME)
                .endMetadata()
                .withNewSpec()
                .withIngressClassName(ingressClass)
                .addNewRule()
                .withHost(namespace())
                .withNewHttp()
                .addNewPath()
                .withPath("/")
                .withPathType("Prefix")
                .withNewBackend()
                .withNewService()
                .withName(service)
                .withNewPort()
                .withName("http")
                .endPort()
                .endService()
                .endBackend()
                .endPath()
                .endHttp()
                .endRule()
                .endSpec()
                .build())
        .create();
  }

  /** Makes the Ingress name this Service, as a person would. */
  public void direct(String service) {
    client
        .network()
        .v1()
        .ingresses()
        .inNamespace(namespace())
        .withName(NAME)
        .edit(
            ingress -> {
              var rule = ingress.getSpec().getRules().get(0);
              rule.getHttp().getPaths().get(0).getBackend().getService().setName(service);
              return ingress;
            });
  }

  /** Makes the stable Service select this, as a person would. */
  public void select(Map<String, String> selector) {
    client
        .services()
        .inNamespace(namespace())
        .withName(NAME)
        .edit(s -> s.edit().editSpec().withSelector(selector).endSpec().build());
  }

  /** Creates the Deployment {@code web-<colour>} of image {@code v1}. */
  public Deployment deployment(String colour, int replicas) {
    return deployment(colour, replicas, Map.of());
  }

  /** Creates the Deployment {@code web-<colour>} of image {@code v1} with more environment. */
  public Deployment deployment(String colour, int replicas, Map<String, String> environment) {
    return deployment(colour, replicas, environment, UnaryOperator.identity());
  }

  /**
   * Creates the Deployment {@code web-<colour>} of image {@code v1} with more environment.
   *
   * @param change what else is different in its pods' template
   */
  public Deployment deployment(
      String colour,
      int replicas,
      Map<String, String> environment,
      UnaryOperator<PodTemplateSpec> change) {
    Deployment deployment = described(NAME + "-" + colour, selector(colour), replicas, environment);
    var spec = deployment.getSpec();
    spec.setTemplate(change.apply(spec.getTemplate()));
    return client.resource(deployment).create();
  }

  /**
   * Creates the Deployment {@code web} of image {@code v1} whose pods carry no colour, and waits
   * until it is ready.
   */
  public Deployment ordinary(int replicas) {
    Deployment made =
        client.resource(described(NAME, Map.of("app", NAME), replicas, Map.of())).create();
    await(NAME, replicas);
    return made;
  }

  private Deployment described(
      String name, Map<String, String> labels, int replicas, Map<String, String> environment) {
    var env = new HashMap<>(Map.of("VERSION", "v1"));
    env.putAll(environment);
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(namespace())
        .withName(name)
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
        .withTerminationGracePeriodSeconds(1L)
        .addNewContainer()
        .withName("app")
        .withImage(cluster.image("v1"))
        .withEnv(
            env.entrySet().stream()
                .map(e -> new EnvVarBuilder().withName(e.getKey()).withValue(e.getValue()).build())
                .toList())
        .addNewEnv()
        .withName("POD_NAME")
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("metadata.name")
        .endFieldRef()
        .endValueFrom()
        .endEnv()
        .addNewPort()
        .withName("http")
        .withContainerPort(8080)
        .endPort()
        .withNewReadinessProbe()
        .withPeriodSeconds(1)
        .withNewHttpGet()
        .withPath("/readyz")
        .withPort(new IntOrString("http"))
        .endHttpGet()
        .endReadinessProbe()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** Waits until the Deployment {@code web-<colour>} has exactly this many pods, all ready. */
  public void awaitReady(String colour, int replicas) {
    await(NAME + "-" + colour, replicas);
  }

  private void await(String deployment, int replicas) {
    client
        .apps()
        .deployments()
        .inNamespace(namespace())
        .withName(deployment)
        .waitUntilCondition(d -> isReady(d, replicas), PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static boolean isReady(@Nullable Deployment deployment, int replicas) {
    if (deployment == null) {
      return false;
    }
    var status = deployment.getStatus();
    return status != null
        && deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && orZero(status.getReplicas()) == replicas
        && orZero(status.getReadyReplicas()) == replicas;
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  /** Scales the Deployment {@code web-<colour>} and waits until that many pods are ready. */
  public void scale(String colour, int replicas) {
    client
        .apps()
        .deployments()
        .inNamespace(namespace())
        .withName(NAME + "-" + colour)
        .patch(
            // whatever version its controller has made of it by now
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"replicas\": " + replicas + "}}");
    awaitReady(colour, replicas);
  }

  /** Waits until a pod of this colour runs, ready or not. */
  public Pod awaitPod(String colour) {
    return client
        .pods()
        .inNamespace(namespace())
        .withLabels(selector(colour))
        .waitUntilCondition(
            p -> p != null && "Running".equals(p.getStatus().getPhase()),
            PATIENCE.toSeconds(),
            TimeUnit.SECONDS);
  }

  /** Waits until the stable Service answers clients outside the cluster. */
  public void awaitEntry() {
    Patience.untilAnswered(cluster.entry(namespace(), NAME));
  }

  @Override
  public void close() {
    context.close();
    client.namespaces().withName(namespace()).delete();
  }
}
