package io.verdigris.benchmarks.rollback;

import io.fabric8.kubernetes.api.model.Pod;
import io.verdigris.testkit.cluster.TestApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Sets faults in single pods, at their own addresses. Safe for use by several threads. */
public final class PodCalls {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int PORT = 8080;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /** Returns the pods of a colour. */
  static List<Pod> of(TestApplication web, String colour) {
    return web.client()
        .pods()
        .inNamespace(web.namespace())
        .withLabels(TestApplication.selector(colour))
        .list()
        .getItems();
  }

  /**
   * Has a pod behave like this from now on.
   *
   * @param query the fault's parameters, such as {@code errors=0.2}
   * @throws UncheckedIOException when the pod does not answer
   */
  public void fault(Pod pod, String query) {
    String authority = pod.getStatus().getPodIP() + ":" + PORT;
    var uri = URI.create("http://" + authority + "/fault?" + query);
    var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).POST(BodyPublishers.noBody());
    try {
      int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IOException(uri + " answered " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a fault was set", e);
    }
  }
}
