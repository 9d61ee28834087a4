package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;

/** The usual application of tests: one Service, and Deployments of the test application. */
public final class TestApplication {
  /** The Service's name, which is also the pods' label {@code app}. */
  public static final String SERVICE = "web";

  /** The container's name. */
  public static final String CONTAINER = "app";

  private TestApplication() {}

  /** Returns the Service, of type NodePort: port 80 to the container port {@code http}. */
  public static ServiceBuilder service(String namespace, Map<String, String> selector) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(SERVICE)
        .endMetadata()
        .withNewSpec()
        .withType("NodePort")
        .withSelector(selector)
        .addNewPort()
        .withName("http")
        .withPort(80)
        .withTargetPort(new IntOrString("http"))
        .endPort()
        .endSpec();
  }

  /**
   * Returns a Deployment of one colour: container {@code app} with port {@code http} 8080, asked
   * each second whether it is ready. It tells the image's tag as its version.
   */
  public static DeploymentBuilder deployment(
      String namespace, String name, String colour, int replicas, String image) {
    Map<String, String> labels = Map.of("app", SERVICE, "color", colour);
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
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
        .withName(CONTAINER)
        .withImage(image)
        .addNewEnv()
        .withName("VERSION")
        .withValue(image.substring(image.lastIndexOf(':') + 1))
        .endEnv()
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
        .endSpec();
  }
}
