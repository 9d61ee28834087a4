package io.verdigris.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What the looks at one step remember from one to the next; a step begun anew has a new one. */
final class Scratch {
  private final Map<Class<?>, Object> kept = new HashMap<>();

  <T> T of(Class<T> type, Supplier<T> first) {
    return type.cast(kept.computeIfAbsent(type, t -> first.get()));
  }
}
