package io.verdigris.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says which CSS class a version is drawn with: blue and green have their own colours, what else
 * there is takes the next free one.
 */
final class Palette {
  /** The class of whatever failed. */
  static final String FAILED = "failed";

  private static final int OTHER_COLOURS = 4;

  private final Map<String, String> classes = new LinkedHashMap<>();

  Palette(List<Bar> bars) {
    Set<String> versions = new TreeSet<>();
    bars.forEach(bar -> versions.addAll(bar.answered().keySet()));
    int others = 0;
    for (String version : versions) {
      boolean named = !colour(version).isEmpty();
      classes.put(version, named ? of(version) : "v-other" + others++ % OTHER_COLOURS);
    }
  }

  /** Returns the versions that answered well with their classes, in alphabetical order. */
  Map<String, String> classes() {
    return classes;
  }

  String classOf(String version) {
    return classes.getOrDefault(version, of(version));
  }

  /** Returns the class of a colour, or of a version that begins with its name. */
  static String of(String version) {
    String colour = colour(version);
    return colour.isEmpty() ? "v-other0" : "v-" + colour;
  }

  private static String colour(String version) {
    String first = version.split(" ", 2)[0];
    return first.equals("blue") || first.equals("green") ? first : "";
  }
}
