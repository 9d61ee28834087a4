package io.verdigris.metrics.prometheus;

import io.verdigris.spi.Settings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    OPEN,
    /** Requests of any kind, those for the metrics page included: the pod counts. */
    ANY
  }

  /** The keys by which settings replace or make a layout. */
  private static final Set<String> KEYS =
      Set.of("preset", "requests", "errors", "latency", "latency-unit", "open");

  private static final String OPEN = "http_open_connections";

  /** Requests without the label that tells failures do not match: that would hide failures. */
  private static final List<Layout> PRESETS =
      List.of(
          prometheus("prometheus", "code"),
          prometheus("prometheus-status", "status"),
          preset(
              "micrometer",
              "http_server_requests_seconds_count",
              "status",
              "http_server_requests_seconds_bucket",
              "uri!~\".*/actuator(/.*)?\""),
          istio());

  private static Layout prometheus(String id, String status) {
    return preset(
        id,
        "http_requests_total",
        status,
        "http_request_duration_seconds_bucket",
        "handler!=\"/metrics\",path!=\"/metrics\"");
  }

  /** Leaves out requests for the metrics page, which are no traffic. */
  private static Layout preset(
      String id, String requests, String status, String latency, String own) {
    return of(
        id,
        1,
        Map.of(
            Quantity.REQUESTS, requests + "{" + status + "=~\".+\"," + own + "}",
            Quantity.ERRORS, requests + "{" + status + "=~\"5..\"," + own + "}",
            Quantity.LATENCY, latency + "{" + own + "}",
            Quantity.ANY, requests + "{" + status + "=~\".+\"}"));
  }

  private static Layout istio() {
    String destination = "{reporter=\"destination\",response_code=~";
    return of(
        "istio",
        1000,
        Map.of(
            Quantity.REQUESTS, "istio_requests_total" + destination + "\".+\"}",
            Quantity.ERRORS, "istio_requests_total" + destination + "\"5..\"}",
            Quantity.LATENCY,
                "istio_request_duration_milliseconds_bucket{reporter=\"destination\"}"));
  }

  private static Layout of(String id, double boundsPerSecond, Map<Quantity, String> texts) {
    var selectors = new EnumMap<Quantity, Selector>(Quantity.class);
    texts.forEach((quantity, text) -> selectors.put(quantity, Selector.parse(text)));
    selectors.put(Quantity.OPEN, Selector.parse(OPEN));
    return new Layout(id, selectors, boundsPerSecond);
  }

  /** Returns these keys of settings and those that a layout reads. */
  static Set<String> keysAnd(Set<String> others) {
    return Stream.of(KEYS, others).flatMap(Set::stream).collect(Collectors.toSet());
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
