package io.verdigris.benchmarks.fleet;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestClusters;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that a process sends to its API server, by verb and resource. */
final class Requests implements Interceptor {
  private static final int MILLIS_TO_CONNECT = 3_000;
  private static final int MILLIS_TO_ANSWER = 5_000;

  /** Where the resource is in the path of the core group, and of a named one. */
  private static final int CORE = 3;

  private static final int NAMED = 4;

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
    return kind(request.method(), request.uri());
  }

  /** Returns {@code GET pods} for one pod, {@code LIST pods} and {@code WATCH pods} for many. */
  static String kind(String method, URI uri) {
    String query = uri.getRawQuery();
    if (query != null && query.contains("watch=true")) {
      return "WATCH " + resource(uri.getRawPath());
    }
    List<String> parts = parts(uri.getRawPath());
    boolean lists = method.equals("GET") && parts.size() == 1;
    return (lists ? "LIST" : method) + " " + parts.get(0);
  }

  private static String resource(String path) {
    return parts(path).get(0);
  }

  /** Returns {@code pods} and {@code web-1} of {@code /api/v1/namespaces/shop/pods/web-1}. */
  private static List<String> parts(String path) {
    List<String> parts = List.of(path.split("/", -1));
    int from = parts.contains("api") ? CORE : NAMED;
    if (parts.size() > from + 2 && parts.get(from).equals("namespaces")) {
      from += 2;
    }
    return parts.size() > from ? parts.subList(from, parts.size()) : List.of(path);
  }

  /** Returns the counts so far. */
  Map<String, Long> counts() {
    var all = new TreeMap<String, Long>();
    counts.forEach((kind, count) -> all.put(kind, count.sum()));
    return all;
  }
}
