package io.verdigris.spi;

import io.verdigris.Application;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Reaches a pod over HTTP where its address cannot be reached from this process. */
@FunctionalInterface
public interface PodProxy {
  /**
   * Sends one request, without a body, once.
   *
   * @param method the method, such as GET
   * @param pod the pod's name
   * @param port the pod's port
   * @param path the path with its query, beginning with a slash
   * @param headers request headers; none that stands for a credential, which the proxy may refuse
   * @param timeout bound on the whole exchange
   * @throws IOException when no answer came from the pod
   */
  Answer send(
      Application application,
      String method,
      String pod,
      int port,
      String path,
      Map<String, String> headers,
      Duration timeout)
      throws IOException;

  /**
   * Says whether pods can be reached so, and which rights that needs.
   *
   * @param method the method of the requests to come
   * @return unless overridden, that nothing is against it and nothing is needed
   */
  default Admission admit(Application application, String method) {
    return Admission.granted();
  }

  /** How many bytes of a body are answered at least, if there are so many. */
  int LEAST_LIMIT = 4 * 1024 * 1024;

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param body the body as text; what is beyond {@link #LEAST_LIMIT} and at least one character
   *     more may be left out
   */
  record Answer(int status, String body) {}
}
