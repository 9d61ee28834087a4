package io.verdigris.benchmarks.fleet;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.verdigris.benchmarks.process.RequestKind;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that a process sends to its API server, by verb and resource. */
final class Requests implements Interceptor {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    counts.computeIfAbsent(RequestKind.of(request), k -> new LongAdder()).increment();
  }

  /** Returns the counts so far. */
  Map<String, Long> counts() {
    var all = new TreeMap<String, Long>();
    counts.forEach((kind, count) -> all.put(kind, count.sum()));
    return all;
  }
}
