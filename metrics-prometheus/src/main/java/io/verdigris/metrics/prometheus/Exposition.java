package io.verdigris.metrics.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the text format 0.0.4, line by line; timestamps and exemplars are passed over. Only lines
 * of the wanted metrics are read in full.
 */
final class Exposition {
  private final String line;
  private int at;

  private Exposition(String line) {
    this.line = line;
  }

  /**
   * Returns the series of the wanted metrics.
   *
   * @throws IllegalArgumentException when a line of a wanted metric cannot be read
   */
  static List<Series> read(String text, Set<String> wanted) {
    List<Series> found = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      var reader = new Exposition(line.strip());
      if (!wanted.contains(reader.name())) {
        continue;
      }
      try {
        found.add(reader.series());
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException("line " + number + " of the metrics is malformed", e);
      }
    }
    return found;
  }

  private String name() {
    while (at < line.length() && isNamePart(line.charAt(at))) {
      at++;
    }
    return line.substring(0, at);
  }

  private Series series() {
    String name = line.substring(0, at);
    blanks();
    Map<String, String> labels = new TreeMap<>();
    if (line.charAt(at) == '{') {
      at++;
      labels(labels);
    }
    blanks();
    int begin = at;
    while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return new Series(name, labels, Series.number(line.substring(begin, at)));
  }

  private void labels(Map<String, String> labels) {
    for (blanks(); line.charAt(at) != '}'; blanks()) {
      int begin = at;
      int equals = line.indexOf('=', at);
      String label = line.substring(begin, equals).strip();
      at = equals + 1;
      blanks();
      expect('"');
      labels.put(label, quoted());
      blanks();
      if (line.charAt(at) != '}') {
        expect(',');
      }
    }
    at++;
  }

  private String quoted() {
    var value = new StringBuilder();
    while (line.charAt(at) != '"') {
      char c = line.charAt(at++);
      if (c == '\\') {
        char escaped = line.charAt(at++);
        value.append(escaped == 'n' ? '\n' : escaped);
      } else {
        value.append(c);
      }
    }
    at++;
    return value.toString();
  }

  private void expect(char wanted) {
    if (line.charAt(at++) != wanted) {
      throw new IllegalArgumentException("no " + wanted);
    }
  }

  private void blanks() {
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
  }

  private static boolean isNamePart(char c) {
    return c == '_' || c == ':' || (c < 128 && Character.isLetterOrDigit(c));
  }
}
