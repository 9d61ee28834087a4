package io.verdigris.metrics.prometheus;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which series hold what.
 *
 * @param id the preset's id
 * @param selectors the series of each quantity; those of requests and errors are always there
 * @param boundsPerSecond how many units of the latency's bounds make a second
 */
record Layout(String id, Map<Quantity, Selector> selectors, double boundsPerSecond) {
  /** What series can hold. */
  enum Quantity {
    REQUESTS,
    ERRORS,
    LATENCY,
    OPEN
  }

  /** The keys by which settings replace or make a layout. */
  static final Set<String> KEYS =
      Set.of("preset", "requests", "errors", "latency", "latency-unit", "open");

  private static final String OPEN = "http_open_connections";

  /** Requests without the label that tells failures do not match: that would hide failures. */
  private static final List<Layout> PRESETS =
      List.of(
          preset("prometheus", "http_requests_total", "code", "http_request_duration_seconds", 1),
          preset(
              "prometheus-status",
              "http_requests_total",
              "status",
              "http_request_duration_seconds",
              1),
          preset(
              "micrometer",
              "http_server_requests_seconds_count",
              "status",
              "http_server_requests_seconds",
              1),
          istio());

  private static Layout preset(
      String id, String requests, String status, String latency, double boundsPerSecond) {
    return of(
        id,
        requests + "{" + status + "=~\".+\"}",
        requests + "{" + status + "=~\"5..\"}",
        latency + "_bucket",
        boundsPerSecond);
  }

  private static Layout istio() {
    String destination = "{reporter=\"destination\",response_code=~";
    return of(
        "istio",
        "istio_requests_total" + destination + "\".+\"}",
        "istio_requests_total" + destination + "\"5..\"}",
        "istio_request_duration_milliseconds_bucket{reporter=\"destination\"}",
        1000);
  }

  private static Layout of(
      String id, String requests, String errors, String latency, double boundsPerSecond) {
    var selectors = new EnumMap<Quantity, Selector>(Quantity.class);
    selectors.put(Quantity.REQUESTS, Selector.parse(requests));
    selectors.put(Quantity.ERRORS, Selector.parse(errors));
    selectors.put(Quantity.LATENCY, Selector.parse(latency));
    selectors.put(Quantity.OPEN, Selector.parse(OPEN));
    return new Layout(id, selectors, boundsPerSecond);
  }

  /** Returns the layouts to try, in order. */
  static List<Layout> parse(Settings s) {
    List<String> ids = new ArrayList<>(List.of("auto"));
    PRESETS.forEach(preset -> ids.add(preset.id));
    String wanted = s.oneOf("preset", ids.toArray(String[]::new));
    if (s.text("requests").isPresent()) {
      if (s.text("preset").isPresent()) {
        throw s.wrong("preset", "must not be set together with requests");
      }
      if (s.text("errors").isEmpty()) {
        throw s.wrong("errors", "must select the failed ones of the requests that are set");
      }
      return List.of(new Layout("settings", Map.of(), 1).with(s));
    }
    return PRESETS.stream()
        .filter(preset -> wanted.equals("auto") || wanted.equals(preset.id))
        .map(preset -> preset.with(s))
        .toList();
  }

  private Layout with(Settings s) {
    var replaced = new EnumMap<Quantity, Selector>(Quantity.class);
    replaced.putAll(selectors);
    for (Quantity quantity : Quantity.values()) {
      String key = quantity.name().toLowerCase(Locale.ROOT);
      s.text(key).ifPresent(text -> replaced.put(quantity, selector(s, key, text)));
    }
    double unit = s.oneOf("latency-unit", "s", "ms").equals("ms") ? 1000 : 1;
    return new Layout(id, replaced, s.text("latency").isPresent() ? unit : boundsPerSecond);
  }

  private static Selector selector(Settings s, String key, String text) {
    try {
      return Selector.parse(text);
    } catch (IllegalArgumentException e) {
      throw s.wrong(key, "must be a selector such as http_requests_total{code=~\"5..\"}");
    }
  }

  /** Returns the names of all metrics that any of these layouts reads. */
  static Set<String> names(List<Layout> layouts) {
    return layouts.stream()
        .flatMap(layout -> layout.selectors.values().stream())
        .map(Selector::name)
        .collect(Collectors.toSet());
  }
}
