package io.verdigris.metrics.prometheus;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Typed access to an extension's settings; what is wrong is told by setting, rule and value. */
record Settings(String extension, Map<String, String> values) {

  Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key));
  }

  String oneOf(String key, String... allowed) {
    String value = values.getOrDefault(key, allowed[0]);
    for (String candidate : allowed) {
      if (candidate.equals(value)) {
        return value;
      }
    }
    throw wrong(key, "must be one of " + String.join(", ", allowed));
  }

  int number(String key, int fallback, int least, int most) {
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

  Optional<Duration> duration(String key, Duration most) {
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

  String path(String key) {
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

  void refuseOthers(Set<String> known, Set<String> alsoKnown) {
    for (String key : new TreeSet<>(values.keySet())) {
      if (!known.contains(key) && !alsoKnown.contains(key)) {
        throw new IllegalArgumentException(
            "\"" + key + "\" is no setting of " + extension + "; take it away or correct its name");
      }
    }
  }

  IllegalArgumentException wrong(String key, String rule) {
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
