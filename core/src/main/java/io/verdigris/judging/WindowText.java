package io.verdigris.judging;

import io.verdigris.spi.Window;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Windows as text: {@code PT2.5S 500 3 0.1=480 0.5=499}, which is length, requests, errors, and of
 * each bucket its bound in seconds and its count.
 */
public final class WindowText {
  /** What the text must be, for a message. */
  public static final String RULE =
      "a duration, requests, errors, and buckets, such as PT2.5S 500 3 0.1=480";

  private WindowText() {}

  /** Writes a window. */
  public static String write(Window window) {
    return withoutBuckets(window)
        + window.buckets().entrySet().stream()
            .map(b -> " " + b.getKey() + "=" + b.getValue())
            .collect(Collectors.joining());
  }

  /** Writes a window's length, requests and errors only. */
  public static String withoutBuckets(Window window) {
    return window.length() + " " + window.requests() + " " + window.errors();
  }

  /**
   * Reads a window.
   *
   * @throws IllegalArgumentException naming {@link #RULE} when it is none
   */
  public static Window read(String text) {
    try {
      String[] words = text.split(" ", -1);
      SortedMap<Double, Long> buckets = new TreeMap<>();
      for (int i = 3; i < words.length; i++) {
        int sign = words[i].indexOf('=');
        buckets.put(
            Double.valueOf(words[i].substring(0, sign)), count(words[i].substring(sign + 1)));
      }
      return new Window(length(words[0]), count(words[1]), count(words[2]), buckets);
    } catch (NumberFormatException | DateTimeException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("must be " + RULE, e);
    }
  }

  private static Duration length(String word) {
    Duration length = Duration.parse(word);
    if (length.isNegative()) {
      throw new DateTimeException("a length is not below zero: " + word);
    }
    return length;
  }

  private static long count(String word) {
    long count = Long.parseLong(word);
    if (count < 0) {
      throw new NumberFormatException("a count is not below zero: " + word);
    }
    return count;
  }
}
