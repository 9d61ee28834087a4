package io.verdigris.metrics.prometheus;

import io.verdigris.metrics.prometheus.Selector.Condition;
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
 * @param backend what tells a proxy's series of one colour, with {@code $namespace} and {@code
 *     $service} for the colour's own Service; empty when the series are the pods' own
 */
record Layout(
    String id, Map<Quantity, Selector> selectors, double boundsPerSecond, List<Condition> backend) {
  /** What series can hold. */
  enum Quantity {
    REQUESTS,
    ERRORS,
    LATENCY,
    OPEN,
    /** Requests of any kind, those for the metrics page included: the pod counts. */
    ANY,
    /** Requests that failed without an answer; they are not among the others. */
    UNANSWERED
  }

  /** The keys by which settings replace or make a layout. */
  private static final Set<String> KEYS =
      Set.of("preset", "requests", "errors", "latency", "latency-unit", "open");

  /** Returns these keys of settings and those that a layout reads. */
  static Set<String> keysAnd(Set<String> others) {
    return Stream.of(KEYS, others).flatMap(Set::stream).collect(Collectors.toSet());
  }

  /** Returns the layouts to try, in order; {@code auto} stands for all presets of pods. */
  static List<Layout> parse(Settings s, List<Layout> presets) {
    List<String> ids = new ArrayList<>(List.of("auto"));
    presets.stream().map(Layout::id).distinct().forEach(ids::add);
    String wanted = s.oneOf("preset", ids.toArray(String[]::new));
    if (s.text("requests").isPresent()) {
      if (s.text("preset").isPresent()) {
        throw s.wrong("preset", "must not be set together with requests");
      }
      if (s.text("errors").isEmpty()) {
        throw s.wrong("errors", "must select the failed ones of the requests that are set");
      }
      return List.of(new Layout("settings", Map.of(), 1, List.of()).with(s));
    }
    List<Layout> found =
        presets.stream()
            .filter(wanted.equals("auto") ? p -> !p.atEdge() : p -> wanted.equals(p.id))
            .toList();
    if (s.text("backend").isPresent() && !found.get(0).atEdge()) {
      throw s.wrong("backend", "must be set together with requests or with a preset of the edge");
    }
    return found.stream().map(preset -> preset.with(s)).distinct().toList();
  }

  private Layout with(Settings s) {
    var replaced = new EnumMap<Quantity, Selector>(Quantity.class);
    replaced.putAll(selectors);
    for (Quantity quantity : Quantity.values()) {
      String key = quantity.name().toLowerCase(Locale.ROOT);
      s.text(key).ifPresent(text -> replaced.put(quantity, selector(s, key, text)));
    }
    double unit = s.oneOf("latency-unit", "s", "ms").equals("ms") ? 1000 : 1;
    return new Layout(
        id,
        replaced,
        s.text("latency").isPresent() ? unit : boundsPerSecond,
        s.text("backend").map(text -> backend(s, text)).orElse(backend));
  }

  private static Selector selector(Settings s, String key, String text) {
    try {
      return Selector.parse(text);
    } catch (IllegalArgumentException e) {
      throw s.wrong(key, "must be a selector such as http_requests_total{code=~\"5..\"}");
    }
  }

  private static List<Condition> backend(Settings s, String text) {
    try {
      List<Condition> conditions = Selector.parse("backend{" + text + "}").conditions();
      if (conditions.stream().anyMatch(Condition::tellsService)) {
        return conditions;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw s.wrong(
        "backend",
        "must be conditions that hold $service, else the colours cannot be told apart, such as"
            + " namespace=\"$namespace\",service=\"$service\"");
  }

  /** Returns it with the series of one more quantity. */
  Layout and(Quantity quantity, Selector selector) {
    var more = new EnumMap<Quantity, Selector>(Quantity.class);
    more.putAll(selectors);
    more.put(quantity, selector);
    return new Layout(id, more, boundsPerSecond, backend);
  }

  /** Tells whether the series are a proxy's. */
  boolean atEdge() {
    return !backend.isEmpty();
  }

  /** Returns what tells a proxy's series for this Service. */
  List<Condition> backend(String namespace, String service) {
    return backend.stream().map(condition -> condition.with(namespace, service)).toList();
  }

  /** Returns the names of all metrics that any of these layouts reads. */
  static Set<String> names(List<Layout> layouts) {
    return layouts.stream()
        .flatMap(layout -> layout.selectors.values().stream())
        .map(Selector::name)
        .collect(Collectors.toSet());
  }
}
