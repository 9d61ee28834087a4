package io.verdigris.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers things for a moment, so that the several extensions of one admission ask the server
 * once. Safe for use by several threads.
 */
final class Moments<K, V> {
  private static final Duration MOMENT = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Map<K, Kept<V>> kept = new LinkedHashMap<>();

  Moments(InstantSource clock) {
    this.clock = clock;
  }

  private record Kept<V>(Instant at, V value) {}

  synchronized Optional<V> of(K key) {
    Kept<V> there = kept.get(key);
    return there == null || isOver(there) ? Optional.empty() : Optional.of(there.value());
  }

  /** Returns it, and forgets it. */
  synchronized Optional<V> take(K key) {
    Optional<V> there = of(key);
    kept.remove(key);
    return there;
  }

  synchronized void keep(K key, V value) {
    // the oldest come first, since what is kept again comes last
    kept.remove(key);
    Iterator<Kept<V>> oldest = kept.values().iterator();
    while (oldest.hasNext() && isOver(oldest.next())) {
      oldest.remove();
    }
    kept.put(key, new Kept<>(clock.instant(), value));
  }

  /** A clock that was set back tells nothing. */
  private boolean isOver(Kept<V> there) {
    Instant now = clock.instant();
    return now.isBefore(there.at()) || now.isAfter(there.at().plus(MOMENT));
  }
}
