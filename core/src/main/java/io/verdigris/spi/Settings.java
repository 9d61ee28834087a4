package io.verdigris.spi;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Typed access to an extension's settings. What is wrong is told by setting, rule and value, in an
 * {@link IllegalArgumentException}.
 *
 * @param extension the extension's id
 * @param values its settings
 */
public record Settings(String extension, Map<String, String> values) {

  /**
   * Reads settings while a rollout is under way, when it is too late to correct them.
   *
   * @param parse reads them; what is wrong with them is told by an {@link IllegalArgumentException}
   * @throws PermanentFailureException with the same message
   */
  public static <T> T underWay(Supplier<T> parse) {
    try {
      return parse.get();
    } catch (IllegalArgumentException e) {
      throw new PermanentFailureException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns a setting; empty when it is not set. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Returns one of the allowed values; the first unless set. */
  public String oneOf(String key, String... allowed) {
    String value = values.getOrDefault(key, allowed[0]);
    for (String candidate : allowed) {
      if (candidate.equals(value)) {
        return value;
      }
    }
    throw wrong(key, "must be one of " + String.join(", ", allowed));
  }

  /** Returns a whole number within bounds. */
  public int number(String key, int fallback, int least, int most) {
    try {
      int value = text(key).map(Integer::parseInt).orElse(fallback);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw wrong(key, "must be a whole number from " + least + " to " + most);
  }

  /** Returns an ISO-8601 duration above zero and at most this long; empty when it is not set. */
  public Optional<Duration> duration(String key, Duration most) {
    try {
      Optional<Duration> value = text(key).map(Duration::parse);
      if (value.filter(v -> v.compareTo(Duration.ZERO) <= 0 || v.compareTo(most) > 0).isEmpty()) {
        return value;
      }
    } catch (DateTimeParseException e) {
      // told below
    }
    throw wrong(
        key, "must be an ISO-8601 duration above zero, such as PT0.5S, and at most " + most);
  }

  /** Returns a path with its query; it must be set. */
  public String path(String key) {
    String value = values.getOrDefault(key, "");
    try {
      if (value.startsWith("/") && URI.create("http://pod" + value).getRawFragment() == null) {
        return value;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw wrong(key, "must be a URL-encoded path beginning with '/', such as /healthz");
  }

  /** Returns a share from 0 to 1; empty when it is not set. */
  public OptionalDouble share(String key) {
    try {
      OptionalDouble value = text(key).stream().mapToDouble(Double::parseDouble).findFirst();
      if (value.isEmpty() || (value.getAsDouble() >= 0 && value.getAsDouble() <= 1)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw wrong(key, "must be a share from 0 to 1, such as 0.01");
  }

  /** Refuses settings other than these, for a misspelt one would be without effect. */
  public void refuseOthers(Collection<String> known) {
    for (String key : new TreeSet<>(values.keySet())) {
      if (!known.contains(key)) {
        throw unknown(key);
      }
    }
  }

  /** Returns what says that there is no such setting. */
  public IllegalArgumentException unknown(String key) {
    return new IllegalArgumentException(
        "\"" + key + "\" is no setting of " + extension + "; take it away or correct its name");
  }

  /** Returns the settings that begin so, by the rest of their key. */
  public Map<String, String> below(String prefix) {
    Map<String, String> found = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /** Returns what says that a setting breaks a rule. */
  public IllegalArgumentException wrong(String key, String rule) {
    return new IllegalArgumentException(
        key
            + " of "
            + extension
            + " "
            + rule
            + (values.containsKey(key)
                ? ", but is \"" + values.get(key) + "\""
                : ", but is not set"));
  }
}
