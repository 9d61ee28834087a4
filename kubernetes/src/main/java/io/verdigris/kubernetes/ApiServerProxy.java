package io.verdigris.kubernetes;

import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.VerdigrisException;
import io.verdigris.http.PodHttp;
import io.verdigris.spi.Admission;
import io.verdigris.spi.PodProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reaches pods through the API server, which needs a right to {@code pods/proxy}: to get it for a
 * GET, to create it for a POST.
 */
final class ApiServerProxy implements PodProxy {
  private static final Map<String, String> VERBS =
      Map.of("POST", "create", "PUT", "update", "PATCH", "patch", "DELETE", "delete");

  private final ClusterAccess cluster;

  ApiServerProxy(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  @Override
  public Admission admit(Application application, String method) {
    var right = new Permission("", "pods/proxy", verb(method));
    List<Finding> missing =
        new AccessCheck(cluster.api(), application.namespace()).missing(List.of(right));
    return new Admission(missing, List.of(), List.of(right), List.of(), 0);
  }

  @Override
  public Answer send(
      Application application,
      String method,
      String pod,
      int port,
      String path,
      Map<String, String> headers,
      Duration timeout)
      throws IOException {
    Optional<String> credentials = PodHttp.credentials(headers.keySet());
    if (credentials.isPresent()) {
      throw new IOException(
          "header "
              + credentials.get()
              + " is not sent through the API server, which would take it for its own");
    }
    var target =
        new ApiTarget(
            verb(method),
            "",
            "v1",
            "pods/proxy" + path,
            application.namespace(),
            pod + ":" + port,
            false);
    ApiAnswer answer;
    try {
      answer = cluster.api().send(target, method, headers, timeout, LEAST_LIMIT + 1);
    } catch (VerdigrisException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (isFromServer(answer)) {
      throw new IOException(answer.failure(target).getMessage());
    }
    return new Answer(answer.status(), answer.body());
  }

  private static String verb(String method) {
    return VERBS.getOrDefault(method, "get");
  }

  /** When the pod does not answer, the API server does, with an object that says so. */
  private static boolean isFromServer(ApiAnswer answer) {
    return !answer.isSuccess()
        && answer.body().startsWith("{\"kind\":\"Status\",\"apiVersion\":\"v1\"");
  }
}
