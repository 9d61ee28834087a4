package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.spi.PermanentFailureException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Reads typed values of a ledger's state by key. What is wrong is told with its place, its value
 * where it can hold no secret, and what to do.
 *
 * @param in the text by key
 * @param where says where a key is
 */
record LedgerFields(Map<String, String> in, UnaryOperator<String> where) {
  private static final String REMEDY =
      "put it right, or delete the ledger once no rollout is under way";
  private static final int LONGEST_SHOWN = 60;

  /** Returns a value for a message: on one line and short. */
  static String shown(String value) {
    return "\"" + Brief.of(value.replaceAll("\\p{Cntrl}", " "), LONGEST_SHOWN) + "\"";
  }

  PermanentFailureException corrupt(String key, String value, String rule) {
    return corrupt(key, value, rule, REMEDY);
  }

  PermanentFailureException corrupt(String key, String value, String rule, String remedy) {
    return refused(key, "is " + shown(value) + ", but must be " + rule, remedy);
  }

  private PermanentFailureException refused(String key, String problem, String remedy) {
    return new PermanentFailureException(
        where.apply("state." + key) + " " + problem + "; it was left as it is: " + remedy);
  }

  /** Makes a value of several keys, which may hold what is nobody's business. */
  <T> T checked(String key, String rule, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw refused(key, "must be " + rule, REMEDY);
    }
  }

  Optional<String> optional(String key) {
    return Optional.ofNullable(in.get(key));
  }

  boolean begins(String prefix) {
    return in.keySet().stream().anyMatch(key -> key.startsWith(prefix));
  }

  String text(String key) {
    return optional(key).orElseThrow(() -> refused(key, "is missing", REMEDY));
  }

  boolean flag(String key) {
    return flag(key, text(key));
  }

  /** Reads a flag that earlier versions did not write. */
  boolean flag(String key, boolean otherwise) {
    return optional(key).map(value -> flag(key, value)).orElse(otherwise);
  }

  private boolean flag(String key, String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw corrupt(key, value, "true or false");
    }
    return value.equals("true");
  }

  long number(String key, long most) {
    String value = text(key);
    if (!value.matches("\\d{1,18}") || Long.parseLong(value) > most) {
      throw corrupt(key, value, "a whole number from 0 to " + most);
    }
    return Long.parseLong(value);
  }

  Instant instant(String key) {
    String value = text(key);
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw corrupt(key, value, "a time such as 2026-01-01T12:00:00Z");
    }
  }

  Duration duration(String key) {
    String value = text(key);
    try {
      Duration duration = Duration.parse(value);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeException e) {
      // told below
    }
    throw corrupt(key, value, "a duration such as PT30S");
  }

  /** Returns a duration that earlier versions did not write. */
  Duration duration(String key, Duration otherwise) {
    return optional(key).isPresent() ? duration(key) : otherwise;
  }

  Duration positive(String key) {
    Duration duration = duration(key);
    if (duration.isZero()) {
      throw corrupt(key, text(key), "longer than zero");
    }
    return duration;
  }

  Colour colour(String key) {
    String value = text(key);
    return Colour.ofLabel(value).orElseThrow(() -> corrupt(key, value, "blue or green"));
  }

  <E extends Enum<E>> E constant(String key, Class<E> type) {
    String value = text(key);
    List<E> all = Arrays.asList(type.getEnumConstants());
    return all.stream()
        .filter(constant -> constant.name().equals(value))
        .findFirst()
        .orElseThrow(() -> corrupt(key, value, "one of " + all));
  }

  List<String> list(String prefix) {
    var out = new ArrayList<String>();
    for (int i = 0; optional(prefix + i).isPresent(); i++) {
      out.add(text(prefix + i));
    }
    return out;
  }

  SortedMap<String, String> pairs(String prefix) {
    SortedMap<String, String> out = new TreeMap<>();
    for (int i = 0; begins(prefix + "." + i + "."); i++) {
      out.put(text(prefix + "." + i + ".name"), text(prefix + "." + i + ".value"));
    }
    return out;
  }

  SortedMap<String, String> below(String prefix) {
    SortedMap<String, String> out = new TreeMap<>();
    in.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            out.put(key.substring(prefix.length()), value);
          }
        });
    return out;
  }
}
