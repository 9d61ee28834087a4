package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.verdigris.Application;
import io.verdigris.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The ConfigMap with an application's ledger, for those who need to know no more than whether a
 * rollout is under way.
 *
 * @param object the ConfigMap
 */
public record LedgerObject(ConfigMap object) {
  private static final String PHASE = "state.phase";
  private static final Set<String> FINAL =
      Arrays.stream(Phase.values())
          .filter(Phase::isFinal)
          .map(Enum::name)
          .collect(Collectors.toUnmodifiableSet());

  /** Reads it; empty when there is none. */
  public static Optional<LedgerObject> find(ApiServer api, Application application) {
    return api.get(ConfigMap.class, application.namespace(), LedgerData.name(application))
        .map(LedgerObject::new);
  }

  /** Reads those of all applications of a namespace. */
  public static List<LedgerObject> all(ApiServer api, String namespace) {
    return api.list(ConfigMap.class, namespace, Map.of(Marks.LEDGER, "true")).stream()
        .map(LedgerObject::new)
        .toList();
  }

  /**
   * Returns the phase of the rollout that has not ended; empty when there is none. What is no phase
   * counts as one that has not ended.
   */
  public Optional<String> underWay() {
    return Optional.ofNullable(object.getData())
        .map(data -> data.get(PHASE))
        .filter(phase -> !FINAL.contains(phase));
  }
}
