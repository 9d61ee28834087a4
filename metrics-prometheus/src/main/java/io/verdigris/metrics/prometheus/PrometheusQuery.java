package io.verdigris.metrics.prometheus;

import io.verdigris.metrics.prometheus.Layout.Quantity;
import io.verdigris.metrics.prometheus.Selector.Condition;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One instant query for all that is to be known: sums of raw counters for each pod, all from the
 * same moment. No {@code rate}, since to it a new series' first value is invisible.
 */
record PrometheusQuery(PrometheusPlan plan, List<Pod> pods, List<Condition> restriction) {
  /** The label that says which layout and quantity a sum is of. */
  private static final String WHAT = "verdigris";

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
    List<String> sums = new ArrayList<>();
    for (int i = 0; i < plan.layouts().size(); i++) {
      int layout = i;
      plan.layouts().get(i).selectors().forEach((what, of) -> sums.add(sum(layout, what, of)));
    }
    return String.join(" or ", sums);
  }

  private String sum(int layout, Quantity quantity, Selector of) {
    Selector selector = of.and(restriction);
    return "label_replace(sum by ("
        + plan.podLabel()
        + (quantity == Quantity.LATENCY ? ",le" : "")
        + ") ("
        + selector
        + " and timestamp("
        + selector
        + ") > time() - "
        + plan.maxAge().toSeconds()
        + "), \""
        + WHAT
        + "\", \""
        + layout
        + "/"
        + quantity
        + "\", \"\", \"\")";
  }

  /**
   * Returns the sample that the answer's vector makes.
   *
   * @throws IllegalArgumentException when it is no such vector
   */
  Sample sample(JsonNode vector) {
    var tallies = new Tallies(plan.layouts());
    for (JsonNode sum : vector) {
      JsonNode labels = sum.path("metric");
      String[] what = labels.path(WHAT).asString("").split("/", 2);
      if (what.length != 2) {
        throw new IllegalArgumentException("a value without the label \"" + WHAT + "\"");
      }
      tallies.add(
          Integer.parseInt(what[0]),
          Quantity.valueOf(what[1]),
          labels.path(plan.podLabel()).asString(""),
          labels.path("le").asString(""),
          Series.number(sum.path("value").path(1).asString("")));
    }
    return tallies.sample(pods);
  }
}
