package io.verdigris.internal;

import io.verdigris.judging.WindowText;
import io.verdigris.spi.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The old colour's record in the ledger: a {@link WindowText} for each stretch. */
final class BaselineText {
  private static final String KEY = "baseline.";
  private static final int LONGEST = 2000;

  private BaselineText() {}

  static void write(List<Window> baseline, Map<String, String> out) {
    for (int i = 0; i < baseline.size(); i++) {
      out.put(KEY + String.format("%02d", i), line(baseline.get(i)));
    }
  }

  /** A histogram that is finer than the ledger has room for is left out. */
  private static String line(Window window) {
    String line = WindowText.write(window);
    return line.length() > LONGEST ? WindowText.withoutBuckets(window) : line;
  }

  static List<Window> read(LedgerFields in) {
    var out = new ArrayList<Window>();
    in.below(KEY).forEach((index, line) -> out.add(window(in, KEY + index, line)));
    return out;
  }

  private static Window window(LedgerFields in, String key, String line) {
    try {
      return WindowText.read(line);
    } catch (IllegalArgumentException e) {
      throw in.corrupt(key, line, WindowText.RULE);
    }
  }
}
