package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;

/**
 * A cluster that a test runs on. Safe for use by several threads.
 *
 * <p>Its pods run the test application: a server on port 8080 that answers {@code /} with the
 * headers {@code X-Pod} and {@code X-Version}, {@code /readyz}, {@code /livez}, {@code /metrics},
 * and {@code POST /fault?errors=SHARE&latency=DURATION&unready=BOOL}. {@code VERSION}, {@code
 * POD_NAME}, {@code STARTUP}, {@code ERRORS}, {@code LATENCY}, {@code UNREADY} and {@code DRAIN}
 * set it up from the environment.
 */
public interface TestCluster extends AutoCloseable {
  /** Returns a short name for test reports, such as {@code embedded}. */
  String name();

  /** Returns a kubeconfig file with all rights, for the configuration and for programs. */
  Path kubeconfig();

  /** Returns a client with all rights; it is closed with the cluster. */
  KubernetesClient client();

  /** Returns the test application's image with a tag: {@code v1}, {@code v2} or {@code v3}. */
  String image(String tag);

  /**
   * Returns the address by which clients outside the cluster reach a Service's first port; the
   * Service is of type NodePort. Where new connections go follows the Service as it does in a
   * cluster; an open connection stays with its pod.
   */
  URI entry(String namespace, String service);

  @Override
  void close();
}
