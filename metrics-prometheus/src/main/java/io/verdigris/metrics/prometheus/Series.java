package io.verdigris.metrics.prometheus;

import java.util.Locale;
import java.util.Map;

/**
 * One series with its value.
 *
 * @param name its metric's name
 * @param labels its labels
 * @param value its value; may be infinite or not a number
 */
record Series(String name, Map<String, String> labels, double value) {

  /** Reads a number as Prometheus writes it. */
  static double number(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "+inf", "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }
}
