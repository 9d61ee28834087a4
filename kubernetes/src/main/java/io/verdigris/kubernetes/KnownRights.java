package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers for a moment which rights this process was told to have, so that the several extensions
 * of one admission ask once. Only what is granted is taken from here: what is missing is asked for.
 */
final class KnownRights {
  private static final Duration MOMENT = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  KnownRights(InstantSource clock) {
    this.clock = clock;
  }

  private record Known(Instant at, List<ResourceRule> rules) {}

  List<ResourceRule> of(String namespace) {
    Instant now = clock.instant();
    known.values().removeIf(k -> now.isAfter(k.at().plus(MOMENT)));
    Known there = known.get(namespace);
    return there == null ? List.of() : there.rules();
  }

  void keep(String namespace, List<ResourceRule> rules) {
    known.put(namespace, new Known(clock.instant(), List.copyOf(rules)));
  }
}
