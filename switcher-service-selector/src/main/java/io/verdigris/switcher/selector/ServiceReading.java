package io.verdigris.switcher.selector;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.Marks;
import io.verdigris.spi.TrafficState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a stable Service says about its application's traffic. */
record ServiceReading(Service service, String colorKey) {

  /**
   * Returns the state of traffic.
   *
   * @param matched the names of the Deployments that a selector without colour would match
   */
  TrafficState state(Supplier<List<String>> matched) {
    return new TrafficState(
        colour(),
        epoch(),
        Fences.of(service),
        Fences.annotation(service, Marks.ROLLOUT),
        problems(matched));
  }

  Map<String, String> selector() {
    return Layout.selector(service);
  }

  Optional<Colour> colour() {
    return Colour.ofLabel(selector().getOrDefault(colorKey, ""));
  }

  /** Returns the epoch; 0 when there was no switch or the label was spoilt. */
  long epoch() {
    String epoch = Fences.label(service, Marks.EPOCH);
    return epoch.matches("\\d{1,18}") ? Long.parseLong(epoch) : 0;
  }

  private List<Finding> problems(Supplier<List<String>> matched) {
    var problems = new ArrayList<Finding>();
    if ("ExternalName".equals(service.getSpec().getType())) {
      problems.add(
          finding(
              "type",
              "ExternalName",
              "directs traffic by DNS, not by a selector",
              "name a Service with a selector"));
    } else if ("None".equals(service.getSpec().getClusterIP())) {
      problems.add(
          finding(
              "clusterIP",
              "None",
              "is headless: its clients find pods by DNS and keep them",
              "name a Service with a cluster IP"));
    } else if (selector().isEmpty()) {
      problems.add(
          finding(
              "selector", "", "selects nothing", "give it a selector with " + colorKey + ": blue"));
    } else {
      selectorProblem(matched).ifPresent(problems::add);
    }
    return problems;
  }

  private Optional<Finding> selectorProblem(Supplier<List<String>> matched) {
    String value = selector().getOrDefault(colorKey, "");
    if (selector().containsKey(colorKey)) {
      return colour().isPresent()
          ? Optional.empty()
          : Optional.of(
              finding(
                  "selector",
                  colorKey + ": " + value,
                  "is neither blue nor green",
                  "set " + colorKey + " to the colour of the live pods"));
    }
    List<String> deployments = matched.get();
    return deployments.isEmpty()
        ? Optional.empty()
        : Optional.of(
            finding(
                "selector",
                selector().toString(),
                "names no colour, so that it would select blue and green pods alike; it matches "
                    + deployments,
                "add " + colorKey + ": blue to the pod labels first, then to the selector"));
  }

  private Finding finding(String field, String value, String problem, String remedy) {
    return new Finding(field + " of " + Fences.describe(service), value, problem, remedy);
  }

  /** Finds who else declares the selector: it would set it back whenever it applies. */
  Optional<Finding> otherOwner() {
    List<ManagedFieldsEntry> fields = service.getMetadata().getManagedFields();
    return Optional.ofNullable(fields).orElse(List.of()).stream()
        .filter(f -> "Apply".equals(f.getOperation()))
        .filter(f -> f.getFieldsV1() != null && ownsSelector(f))
        .findFirst()
        .map(
            f ->
                finding(
                    "selector",
                    "field manager " + f.getManager(),
                    "is declared by server-side apply, which would take traffic back at any time",
                    "leave spec.selector out of what " + f.getManager() + " applies"));
  }

  private static boolean ownsSelector(ManagedFieldsEntry entry) {
    return entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && spec.containsKey("f:selector");
  }
}
