package io.verdigris.internal;

import java.time.Duration;
import java.util.Locale;

/** Durations as people write them on a command line, {@code 1h30m} or {@code 500ms}, and shares. */
final class Spoken {
  private Spoken() {}

  static String of(Duration duration) {
    Duration left = duration.abs();
    if (left.compareTo(Duration.ofSeconds(1)) < 0) {
      return left.isZero() ? "0s" : left.toMillis() + "ms";
    }
    return part(left.toHours(), "h") + part(left.toMinutesPart(), "m") + seconds(left);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", share * 100);
  }

  private static String part(long amount, String unit) {
    return amount == 0 ? "" : amount + unit;
  }

  private static String seconds(Duration duration) {
    int millis = duration.toMillisPart();
    int seconds = duration.toSecondsPart();
    return millis == 0
        ? part(seconds, "s")
        : seconds + "." + "%03d".formatted(millis).replaceAll("0+$", "") + "s";
  }
}
