package io.verdigris.spi;

import io.verdigris.Application;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Reaches a pod over HTTP where its address cannot be reached from this process. */
@FunctionalInterface
public interface PodProxy {
  /**
   * Sends one GET.
   *
   * @param pod the pod's name
   * @param port the pod's port
   * @param path the path with its query, beginning with a slash
   * @param headers request headers
   * @param timeout bound on the whole exchange
   * @throws IOException when no answer came from the pod
   */
  Answer get(
      Application application,
      String pod,
      int port,
      String path,
      Map<String, String> headers,
      Duration timeout)
      throws IOException;

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param body the body as text
   */
  record Answer(int status, String body) {}
}
