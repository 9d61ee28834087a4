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
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One instant query for all that is to be known: sums of raw counters for each pod, all from the
 * same moment. No {@code rate}, since to it a new series' first value is invisible.
 */
record PrometheusQuery(PrometheusPlan plan, List<Pod> pods, List<Condition> restriction) {
  /** The label that says which layout and quantity a sum is of. */
  private static final String WHAT = "verdigris";

  private static final String OLDEST = "OLDEST";
  private static final String NEWEST = "NEWEST";

  static PrometheusQuery of(PrometheusPlan plan, MetricRequest request) {
    List<Pod> pods = request.environment().pods();
    String names =
        pods.stream().map(pod -> pod.name().replace(".", "[.]")).collect(Collectors.joining("|"));
    return new PrometheusQuery(
        plan,
        pods,
        List.of(
            new Condition(plan.namespaceLabel(), "=", request.context().application().namespace()),
            new Condition(plan.podLabel(), "=~", names)));
  }

  /** Returns the query in PromQL. */
  String text() {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < plan.layouts().size(); i++) {
      int layout = i;
      Map<Quantity, Selector> selectors = plan.layouts().get(i).selectors();
      selectors.forEach((what, of) -> parts.add(sum(layout, what, of)));
      parts.add(time(layout, "min", OLDEST, selectors));
      parts.add(time(layout, "max", NEWEST, selectors));
    }
    return String.join(" or ", parts);
  }

  private String sum(int layout, Quantity quantity, Selector of) {
    Selector selector = of.and(restriction);
    return named(
        "sum by ("
            + plan.podLabel()
            + (quantity == Quantity.LATENCY ? ",le" : "")
            + ") ("
            + selector
            + " and "
            + recent(selector)
            + ")",
        layout,
        quantity.name());
  }

  /** The time of the counters that tell traffic: the samples' own, which the vector's is not. */
  private String time(int layout, String which, String name, Map<Quantity, Selector> selectors) {
    String times =
        Stream.of(Quantity.REQUESTS, Quantity.LATENCY, Quantity.ANY)
            .flatMap(quantity -> Optional.ofNullable(selectors.get(quantity)).stream())
            .map(of -> recent(of.and(restriction)))
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
            labels.path(plan.podLabel()).asString(""),
            labels.path("le").asString(""),
            value);
      }
    }
    return tallies.sample(pods, layout -> asOf(layout, times));
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
