package io.verdigris.metrics.prometheus;

import io.verdigris.metrics.prometheus.Layout.Quantity;
import io.verdigris.metrics.prometheus.Selector.Condition;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One instant query for all that is to be known: sums of raw counters for each pod, all from the
 * same moment. No {@code rate}, since to it a new series' first value is invisible.
 */
record PrometheusQuery(PrometheusPlan plan, MetricRequest request) {
  /** The label that says which layout and quantity a sum is of. */
  private static final String WHAT = "verdigris";

  private static final String OLDEST = "OLDEST";
  private static final String NEWEST = "NEWEST";

  /** Returns the query in PromQL. */
  String text() {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < plan.layouts().size(); i++) {
      int layout = i;
      Map<Quantity, Selector> selectors = plan.layouts().get(i).selectors();
      selectors.forEach((what, of) -> parts.add(sum(layout, what, of)));
      parts.addAll(times(layout, selectors));
    }
    return String.join(" or ", parts);
  }

  /** Those of the colour's pods, or of a proxy for the colour's own Service. */
  private Selector restricted(int layout, Selector selector) {
    String namespace = request.context().application().namespace();
    if (plan.atEdge()) {
      Layout edge = plan.layouts().get(layout);
      return selector.and(edge.backend(namespace, request.environment().service()));
    }
    String names =
        pods().stream().map(pod -> pod.name().replace(".", "[.]")).collect(Collectors.joining("|"));
    return selector.and(
        List.of(
            new Condition(plan.namespaceLabel(), "=", namespace),
            new Condition(plan.podLabel(), "=~", names)));
  }

  private String sum(int layout, Quantity quantity, Selector of) {
    return named(
        "sum by ("
            + plan.podLabel()
            + (quantity == Quantity.LATENCY ? ",le" : "")
            + ") ("
            + latest(layout, restricted(layout, of))
            + ")",
        layout,
        quantity.name());
  }

  /**
   * A proxy whose scrape failed keeps its last counters for a while: it has a past, which would
   * pass for new requests if it were left out at first and came back. One that was scraped is read
   * as it is now, for after a restart not all of its series are there again.
   */
  private String latest(int layout, Selector selector) {
    String now = selector + " and " + recent(selector);
    if (!plan.atEdge()) {
      return now;
    }
    Selector requests =
        Objects.requireNonNull(plan.layouts().get(layout).selectors().get(Quantity.REQUESTS));
    return now
        + " or (last_over_time("
        + selector
        + "["
        + plan.maxAge().toSeconds()
        + "s]) unless on ("
        + plan.podLabel()
        + ") "
        + restricted(layout, requests)
        + ")";
  }

  private List<String> times(int layout, Map<Quantity, Selector> selectors) {
    return plan.atEdge()
        ? List.of(
            named("vector(time() - " + plan.maxAge().toSeconds() + ")", layout, OLDEST),
            named("vector(time())", layout, NEWEST))
        : List.of(time(layout, "min", OLDEST, selectors), time(layout, "max", NEWEST, selectors));
  }

  /** The time of the counters that tell traffic: the samples' own, which the vector's is not. */
  private String time(int layout, String which, String name, Map<Quantity, Selector> selectors) {
    String times =
        Stream.of(Quantity.REQUESTS, Quantity.LATENCY, Quantity.ANY, Quantity.UNANSWERED)
            .flatMap(quantity -> Optional.ofNullable(selectors.get(quantity)).stream())
            .map(of -> recent(restricted(layout, of)))
            .collect(Collectors.joining(" or "));
    return named(which + "(" + times + ")", layout, name);
  }

  private String recent(Selector selector) {
    return "timestamp(" + selector + ") > time() - " + plan.maxAge().toSeconds();
  }

  private static String named(String value, int layout, String name) {
    return "label_replace("
        + value
        + ", \""
        + WHAT
        + "\", \""
        + layout
        + "/"
        + name
        + "\", \"\", \"\")";
  }

  /**
   * Returns the sample that the answer's vector makes.
   *
   * @throws IllegalArgumentException when it is no such vector
   */
  Sample sample(JsonNode vector) {
    var tallies = new Tallies(plan.layouts());
    Map<String, Instant> times = new HashMap<>();
    for (JsonNode each : vector) {
      JsonNode labels = each.path("metric");
      String name = labels.path(WHAT).asString("");
      double value = Series.number(each.path("value").path(1).asString(""));
      String[] what = name.split("/", 2);
      if (what.length != 2) {
        throw new IllegalArgumentException("a value without the label \"" + WHAT + "\"");
      }
      if (what[1].equals(OLDEST) || what[1].equals(NEWEST)) {
        times.put(name, Instant.ofEpochMilli(Math.round(value * 1000)));
      } else {
        tallies.add(
            Integer.parseInt(what[0]),
            Quantity.valueOf(what[1]),
            holder(labels),
            labels.path("le").asString(""),
            value);
      }
    }
    return tallies.sample(pods(), Map.of(), whose(), layout -> asOf(layout, times));
  }

  /** One sum of several proxies would fall, as after a restart, when one of them goes. */
  private String holder(JsonNode labels) {
    String name = labels.path(plan.podLabel()).asString("");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("counters without the label \"" + plan.podLabel() + "\"");
    }
    return name;
  }

  private List<Pod> pods() {
    return request.environment().pods();
  }

  private String whose() {
    var application = request.context().application();
    return plan.atEdge()
        ? "the backend "
            + application.namespace()
            + "/"
            + request.environment().service()
            + "; series of the Service "
            + application.service()
            + " tell no colour"
        : pods().size() + " pods";
  }

  private static Sample.AsOf asOf(int layout, Map<String, Instant> times) {
    Instant oldest = times.get(layout + "/" + OLDEST);
    Instant newest = times.get(layout + "/" + NEWEST);
    if (oldest == null || newest == null) {
      throw new IllegalArgumentException("counters without the time of their samples");
    }
    return new Sample.AsOf(oldest, newest);
  }
}
