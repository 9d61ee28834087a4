package io.verdigris.metrics.prometheus;

import io.verdigris.Extension;
import io.verdigris.Finding;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import java.util.List;
import java.util.Optional;

/** Says before a rollout whether proxies can tell its colours apart. */
final class EdgeAdmission {
  /** What moves traffic unless something else is named; no proxy sees it move. */
  private static final String SERVICE_SELECTOR = "service-selector";

  private EdgeAdmission() {}

  /**
   * Refuses a rollout both of whose colours are one backend to the proxies.
   *
   * @param configured the id of what moves traffic where the spec names nothing
   * @param latency whether latency is read
   * @param call what would be called
   */
  static Admission of(
      RolloutSpec spec, Optional<String> configured, boolean latency, PlannedCall call) {
    String switcher =
        spec.extensions(Extension.Kind.SWITCHER).stream()
            .findFirst()
            .map(Extension::id)
            .or(() -> configured)
            .orElse(SERVICE_SELECTOR);
    return switcher.equals(SERVICE_SELECTOR)
        ? Admission.refused(List.of(sameBackend(spec.application().service())))
        : new Admission(List.of(), List.of(call), List.of(), notes(latency), 0);
  }

  private static List<String> notes(boolean latency) {
    String silence =
        "the edge does not tell whether the old colour is silent, so it goes only after the drain"
            + " timeout";
    return latency
        ? List.of(silence)
        : List.of(silence, "no latency is read, so a limit on it would hold the rollout");
  }

  private static Finding sameBackend(String service) {
    return new Finding(
        "switcher",
        SERVICE_SELECTOR,
        "leaves the Service "
            + service
            + " as the edge's backend for both colours, so the edge's metrics cannot tell them"
            + " apart",
        "direct traffic at the edge, such as by ingress-backend, and name that switcher in the spec"
            + " or by the configuration \"switcher\"; or read the pods' own counters");
  }
}
