package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.util.Optional;

/** What the API server asks of pods for {@code pods/proxy} and {@code pods/log}. */
interface PodAccess {
  /**
   * Hands a request to a pod's server and waits for the answer. Not on a cluster's own thread.
   *
   * @param request the request as the pod shall see it: method, path with query, header, body
   * @throws IOException when there is no such pod, or it does not answer
   */
  HttpMessage call(String namespace, String pod, int port, HttpMessage request) throws IOException;

  /** Returns what the pod's container has written; empty when there is no such pod. */
  Optional<String> log(String namespace, String pod);
}
