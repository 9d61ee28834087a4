package io.verdigris.benchmarks.fleet;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestClusters;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that a process sends to its API server, by verb and resource. */
final class Requests implements Interceptor {
  private static final int MILLIS_TO_CONNECT = 3_000;
  private static final int MILLIS_TO_ANSWER = 5_000;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Returns a client that is counted, set up as the library sets up its own. */
  KubernetesClient client(Path kubeconfig) {
    try (TestCluster cluster = TestClusters.external(kubeconfig, "")) {
      var config =
          new ConfigBuilder(cluster.client().getConfiguration())
              .withRequestRetryBackoffLimit(0)
              .withConnectionTimeout(MILLIS_TO_CONNECT)
              .withRequestTimeout(MILLIS_TO_ANSWER)
              .build();
      return new KubernetesClientBuilder()
          .withConfig(config)
          .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("requests", this))
          .build();
    }
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    counts.computeIfAbsent(kind(request), k -> new LongAdder()).increment();
  }

  private static String kind(HttpRequest request) {
    String query = request.uri().getRawQuery();
    boolean watches = query != null && query.contains("watch=true");
    return (watches ? "WATCH" : request.method()) + " " + resource(request.uri().getRawPath());
  }

  /** Returns {@code pods} of {@code /api/v1/namespaces/shop/pods/web-1}. */
  static String resource(String path) {
    String[] parts = path.split("/", -1);
    int version = parts.length > 1 && parts[1].equals("api") ? 2 : 3;
    int at = version + 1;
    if (parts.length > at + 2 && parts[at].equals("namespaces")) {
      at += 2;
    }
    return parts.length > at ? parts[at] : path;
  }

  /** Returns the counts so far. */
  Map<String, Long> counts() {
    var all = new TreeMap<String, Long>();
    counts.forEach((kind, count) -> all.put(kind, count.sum()));
    return all;
  }
}
