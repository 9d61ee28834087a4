package io.verdigris.hooks;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gauge on a page in Prometheus' text format: all series of one name, or those with one label.
 *
 * @param name the metric's name
 * @param label a label with its value as the page has it, such as {@code kind="websocket"}; empty
 *     for all series
 */
record Gauge(String name, String label) {
  private static final Pattern FORM =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{([a-zA-Z_]\\w*=\"[^\"\\\\]*\")\\})?");
  private static final Pattern SERIES =
      Pattern.compile("[\\w:]+\\s*(\\{.*\\})?\\s+(\\S+)(?:\\s+-?\\d+)?");

  /**
   * Reads a gauge; empty when it is not of the form {@code name} or {@code name{label="value"}}.
   */
  static Optional<Gauge> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new Gauge(form.group(1), Optional.ofNullable(form.group(2)).orElse("")))
        : Optional.empty();
  }

  /**
   * Adds up its series. A page that only describes the metric has none yet: that is 0.
   *
   * @throws IllegalArgumentException when the page does not know the metric, or a series cannot be
   *     read
   */
  long sum(String page) {
    boolean known = false;
    double sum = 0;
    for (String line : (Iterable<String>) page.lines().map(String::strip)::iterator) {
      boolean series = begins(line, "");
      known |= series || begins(line, "# TYPE ") || begins(line, "# HELP ");
      sum += series ? value(line) : 0;
    }
    if (!known) {
      throw new IllegalArgumentException("has no metric " + name);
    }
    return Math.round(sum);
  }

  private boolean begins(String line, String before) {
    String rest = line.startsWith(before + name) ? line.substring(before.length()) : "";
    return rest.length() > name.length() && " \t{".indexOf(rest.charAt(name.length())) >= 0;
  }

  private double value(String line) {
    Matcher series = SERIES.matcher(line);
    double value = series.matches() ? number(series.group(2)) : Double.NaN;
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("has a line that tells no number: " + line);
    }
    return isMeant(Optional.ofNullable(series.group(1)).orElse("")) ? value : 0;
  }

  private boolean isMeant(String labels) {
    return label.isEmpty()
        || Pattern.compile("[{,]\\s*" + Pattern.quote(label) + "\\s*[,}]").matcher(labels).find();
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
