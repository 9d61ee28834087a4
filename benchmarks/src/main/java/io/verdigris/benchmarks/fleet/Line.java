package io.verdigris.benchmarks.fleet;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a worker and whoever started it say to each other: a word, then fields.
 *
 * @param word what is said
 * @param fields with what; values of any text
 */
public record Line(String word, Map<String, String> fields) {
  /** Copies the fields. */
  public Line {
    fields = Map.copyOf(fields);
  }

  static Line of(String word, Object... namesAndValues) {
    var fields = new TreeMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
    }
    return new Line(word, fields);
  }

  /** Tells whether this is a line; a JVM may print what is none. */
  static boolean isOne(String text) {
    return text.matches("[a-z-]+( [^ =]+=[^ ]*)*");
  }

  /** Reads a line. */
  static Line parse(String text) {
    String[] parts = text.strip().split(" ", -1);
    return new Line(parts[0], fields(Stream.of(parts).skip(1)));
  }

  /** Reads fields only. */
  static Map<String, String> fields(Stream<String> parts) {
    return parts
        .map(part -> part.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  /** Returns a field's text. */
  public String text(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("\"" + word + "\" has no " + name + ", only " + fields);
    }
    return value;
  }

  /** Returns a field's number. */
  public long number(String name) {
    return Long.parseLong(text(name));
  }

  @Override
  public String toString() {
    return word
        + new TreeMap<>(fields)
            .entrySet().stream()
                .map(e -> " " + e.getKey() + "=" + encoded(e.getValue()))
                .collect(Collectors.joining());
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
