package io.verdigris.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes durations as people do. */
final class Durations {
  private static final Pattern WHOLE = Pattern.compile("(\\d+(\\.\\d+)?(ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);
  private static final int LONGEST_DAYS = 3650;

  private Durations() {}

  /**
   * Reads {@code 500ms}, {@code 30s}, {@code 1h30m}, {@code 1.5h}, {@code 2d}, {@code 0} or
   * ISO-8601 such as {@code PT1H30M}.
   *
   * @throws IllegalArgumentException saying what is wrong and what can be given
   */
  static Duration parse(String text) {
    String value = text.strip().toLowerCase(Locale.ROOT);
    if (value.startsWith("-") || value.startsWith("pt-") || value.startsWith("p-")) {
      throw wrong(text, "must not be below zero");
    }
    Duration duration = value.startsWith("p") ? iso(text) : human(value, text);
    if (duration.isNegative()) {
      throw wrong(text, "must not be below zero");
    } else if (duration.toDays() > LONGEST_DAYS) {
      throw wrong(text, "is longer than ten years");
    }
    return duration;
  }

  private static Duration iso(String text) {
    try {
      return Duration.parse(text.strip());
    } catch (DateTimeParseException | ArithmeticException e) {
      throw wrong(text, "is no duration");
    }
  }

  private static Duration human(String value, String text) {
    if (value.equals("0")) {
      return Duration.ZERO;
    }
    if (!WHOLE.matcher(value).matches()) {
      throw wrong(text, "is no duration");
    }
    BigDecimal nanos = BigDecimal.ZERO;
    for (Matcher part = PART.matcher(value); part.find(); ) {
      nanos = nanos.add(nanos(part.group(1), UNITS.getOrDefault(part.group(2), Duration.ZERO)));
    }
    try {
      BigDecimal[] parts = nanos.setScale(0, RoundingMode.HALF_UP).divideAndRemainder(NANOS);
      return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
    } catch (ArithmeticException e) {
      throw wrong(text, "is longer than ten years");
    }
  }

  private static BigDecimal nanos(String number, Duration unit) {
    return new BigDecimal(number).multiply(BigDecimal.valueOf(unit.toNanos()));
  }

  private static IllegalArgumentException wrong(String text, String problem) {
    return new IllegalArgumentException(
        "\"" + text + "\" " + problem + "; give such as 500ms, 30s, 10m or 1h30m");
  }

  /** Writes {@code 0.4s}, {@code 12.3s}, {@code 4m05s} or {@code 1h02m}. */
  static String text(Duration duration) {
    if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
      String seconds = String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
      return seconds.replace(".0s", "s");
    } else if (duration.compareTo(Duration.ofHours(1)) < 0) {
      return spare(duration.toMinutes() + "m", duration.toSecondsPart(), "s");
    }
    return spare(duration.toHours() + "h", duration.toMinutesPart(), "m");
  }

  private static String spare(String big, int small, String unit) {
    return small == 0 ? big : big + String.format(Locale.ROOT, "%02d%s", small, unit);
  }
}
