package io.verdigris.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes durations, moments and figures the way people read them. */
final class Amounts {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Amounts() {}

  /** Returns such as {@code 12 ms}, {@code 3.4 s}, {@code 5 min 10 s}, {@code 1 h 20 min}. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 1) {
      return duration.toMillis() + " ms";
    } else if (seconds < 60) {
      return decimal(duration.toMillis() / 1000.0) + " s";
    } else if (seconds < 3600) {
      return pair(seconds, 60, "min", "s");
    } else {
      return pair(seconds / 60, 60, "h", "min");
    }
  }

  /** Returns the distance between two moments with its sign, such as {@code +3.4 s}. */
  static String offset(Instant from, Instant to) {
    Duration distance = Duration.between(from, to);
    return distance.isNegative() ? "−" + duration(distance.negated()) : "+" + duration(distance);
  }

  static String moment(Instant at) {
    return MOMENT.format(at);
  }

  /** Returns a whole number with its thousands apart. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
  }

  /** Returns a share as a percentage. */
  static String percent(double share) {
    return decimal(share * 100) + " %";
  }

  /** Returns a figure with at most two digits behind the point, and none that say nothing. */
  static String decimal(double figure) {
    String written = String.format(Locale.ROOT, figure < 10 ? "%.2f" : "%.1f", figure);
    return written.replaceFirst("\\.?0+$", "");
  }

  private static String pair(long amount, long per, String large, String small) {
    long rest = amount % per;
    String whole = amount / per + " " + large;
    return rest == 0 ? whole : whole + " " + rest + " " + small;
  }
}
