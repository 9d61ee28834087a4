package io.verdigris.switcher.ingress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, whatever they are. What is changed is a copy that keeps all others.
 *
 * @param values the values in their order
 */
record Fields(Map<String, Object> values) {
  static final Fields NONE = new Fields(Map.of());

  /** Reads a value; one that is no JSON object has no fields. */
  static Fields of(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return NONE;
    }
    var values = new LinkedHashMap<String, Object>();
    map.forEach((key, field) -> values.put(String.valueOf(key), field));
    return new Fields(values);
  }

  boolean has(String name) {
    return values.get(name) != null;
  }

  /** Returns a value that is there. */
  Object value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  /** Returns a text; empty when there is none. */
  String text(String name) {
    return has(name) ? String.valueOf(values.get(name)) : "";
  }

  /** Returns a whole number. */
  int number(String name, int fallback) {
    return values.get(name) instanceof Number number ? number.intValue() : fallback;
  }

  /** Returns an object; one without fields when there is none. */
  Fields child(String name) {
    return of(values.get(name));
  }

  /** Returns a list of objects; empty when there is none. */
  List<Fields> list(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().map(Fields::of).toList()
        : List.of();
  }

  /** Returns a list of texts; empty when there is none. */
  List<String> texts(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  Fields with(String name, Object value) {
    var more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Fields(more);
  }

  Fields with(String name, Fields value) {
    return with(name, value.values());
  }

  Fields with(String name, List<Fields> list) {
    return with(name, (Object) list.stream().map(Fields::values).toList());
  }

  /** Returns the same with one more object in a list, which is made when it is not there. */
  Fields adding(String name, Fields item) {
    var more = new ArrayList<>(list(name));
    more.add(item);
    return with(name, more);
  }

  Fields without(String... names) {
    var fewer = new LinkedHashMap<>(values);
    Stream.of(names).forEach(fewer::remove);
    return new Fields(fewer);
  }

  /** Returns the same without a list that is empty. */
  Fields tidied(String name) {
    return list(name).isEmpty() ? without(name) : this;
  }

  /** Returns the names of all fields of the two. */
  static Iterable<String> names(Fields one, Fields other) {
    var names = new TreeMap<>(one.values());
    names.putAll(other.values());
    return names.keySet();
  }
}
