package io.verdigris.testkit.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What a pod has answered, as Prometheus text. Used on one thread. */
final class RequestCounts {
  /** Upper bounds of the latency buckets, in seconds. */
  private static final String[] BOUNDS = {
    "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5"
  };

  private final Map<Integer, Long> codes = new TreeMap<>();
  private final long[] buckets = new long[BOUNDS.length];
  private double sum;
  private long count;

  void add(int code, Duration took) {
    double seconds = took.toNanos() / 1e9;
    codes.merge(code, 1L, Long::sum);
    sum += seconds;
    count++;
    for (int i = 0; i < BOUNDS.length; i++) {
      buckets[i] += seconds <= Double.parseDouble(BOUNDS[i]) ? 1 : 0;
    }
  }

  String text(int openConnections) {
    var text = new StringBuilder("# TYPE http_requests_total counter\n");
    codes.forEach(
        (code, n) -> line(text, "http_requests_total{code=\"" + code + "\"}", Long.toString(n)));
    text.append("# TYPE http_request_duration_seconds histogram\n");
    for (int i = 0; i < BOUNDS.length; i++) {
      bucket(text, BOUNDS[i], buckets[i]);
    }
    bucket(text, "+Inf", count);
    line(text, "http_request_duration_seconds_sum", Double.toString(sum));
    line(text, "http_request_duration_seconds_count", Long.toString(count));
    text.append("# TYPE http_open_connections gauge\n");
    line(text, "http_open_connections", Integer.toString(openConnections));
    return text.toString();
  }

  private static void bucket(StringBuilder text, String bound, long n) {
    line(text, "http_request_duration_seconds_bucket{le=\"" + bound + "\"}", Long.toString(n));
  }

  private static void line(StringBuilder text, String series, String value) {
    text.append(series).append(' ').append(value).append('\n');
  }
}
