package io.verdigris.judging;

import io.verdigris.spi.Window;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Reads an event's details by key; what is wrong is told with key, value and rule.
 *
 * @param values the details
 */
record Details(Map<String, String> values) {
  private static final int LONGEST_SHOWN = 60;

  String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("field \"" + key + "\" is missing");
    }
    return value;
  }

  int number(String key) {
    String value = text(key);
    if (!value.matches("\\d{1,9}")) {
      throw wrong(key, "a whole number from 0 to 999999999");
    }
    return Integer.parseInt(value);
  }

  Duration duration(String key) {
    try {
      Duration duration = Duration.parse(text(key));
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeException e) {
      // told below
    }
    throw wrong(key, "a duration such as PT30S");
  }

  Window window(String key) {
    try {
      return WindowText.read(text(key));
    } catch (IllegalArgumentException e) {
      throw values.containsKey(key) ? wrong(key, WindowText.RULE) : e;
    }
  }

  /** Reads {@code key.00}, {@code key.01} and so on, as far as there are any. */
  <T> List<T> list(String key, BiFunction<Details, String, T> read) {
    var out = new ArrayList<T>();
    for (int i = 0; values.containsKey(indexed(key, i)); i++) {
      out.add(read.apply(this, indexed(key, i)));
    }
    return out;
  }

  static String indexed(String key, int index) {
    return String.format("%s.%02d", key, index);
  }

  IllegalArgumentException wrong(String key, String rule) {
    String value = text(key);
    String shown =
        value.length() > LONGEST_SHOWN ? value.substring(0, LONGEST_SHOWN) + " …" : value;
    return new IllegalArgumentException(
        "field \"" + key + "\" is \"" + shown + "\", but must be " + rule);
  }
}
