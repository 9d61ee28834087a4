package io.verdigris.benchmarks.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the controller says of itself to Prometheus.
 *
 * @param address where
 * @param timeout for how long an answer is waited for
 */
public record ArgoMetrics(URI address, Duration timeout) {
  private static final String REQUESTS = "controller_clientset_k8s_request_total";
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  /** Reads it; an {@link IOException} says that no controller answers there. */
  public Usage read() throws IOException, InterruptedException {
    var http = HttpClient.newBuilder().connectTimeout(timeout).build();
    var request = HttpRequest.newBuilder(address).timeout(timeout).build();
    return parse(http.send(request, BodyHandlers.ofString()).body());
  }

  /** Reads the text; an {@link IOException} says that it is not a controller's. */
  static Usage parse(String text) throws IOException {
    var requests = new HashMap<String, Long>();
    double cpu = -1;
    double resident = 0;
    for (String line : text.split("\n", -1)) {
      String value = line.substring(line.lastIndexOf(' ') + 1);
      if (line.startsWith(REQUESTS + "{")) {
        requests.merge(kind(line), (long) Double.parseDouble(value), Long::sum);
      } else if (line.startsWith("process_cpu_seconds_total ")) {
        cpu = Double.parseDouble(value);
      } else if (line.startsWith("process_resident_memory_bytes ")) {
        resident = Double.parseDouble(value);
      }
    }
    if (cpu < 0 || requests.isEmpty()) {
      throw new IOException("there are no meters of an Argo Rollouts controller");
    }
    return new Usage(requests, Duration.ofMillis(Math.round(cpu * 1000)), (long) resident);
  }

  private static String kind(String line) {
    var labels = new HashMap<String, String>();
    Matcher label = LABEL.matcher(line);
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    return verb(labels) + " " + labels.getOrDefault("kind", "");
  }

  private static String verb(Map<String, String> labels) {
    return labels.getOrDefault("verb", "").toUpperCase(Locale.ROOT);
  }
}
