package io.verdigris.kubernetes;

import io.verdigris.Application;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.PodProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Reaches pods through the API server, which needs the right to get {@code pods/proxy}. */
final class ApiServerProxy implements PodProxy {
  private final ClusterAccess cluster;

  ApiServerProxy(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  @Override
  public Answer get(
      Application application,
      String pod,
      int port,
      String path,
      Map<String, String> headers,
      Duration timeout)
      throws IOException {
    var target =
        ApiTarget.get("v1", "pods/proxy" + path, application.namespace(), pod + ":" + port);
    ApiAnswer answer;
    try {
      answer = cluster.api().send(target, "", headers, timeout);
    } catch (VerdigrisException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (isFromServer(answer)) {
      throw new IOException(answer.failure(target).getMessage());
    }
    return new Answer(answer.status(), answer.body());
  }

  /** When the pod does not answer, the API server does, with an object that says so. */
  private static boolean isFromServer(ApiAnswer answer) {
    return !answer.isSuccess()
        && answer.body().startsWith("{\"kind\":\"Status\",\"apiVersion\":\"v1\"");
  }
}
