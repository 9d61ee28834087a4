package io.verdigris.hooks.openfeature;

import io.verdigris.spi.Settings;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a rollout's settings ask for.
 *
 * @param flag the flag and how it is changed
 * @param file the path of the file with flags; empty for a ConfigMap
 * @param configMap the name of the ConfigMap; empty for a file
 * @param key the key in the ConfigMap
 * @param steps the shares before the last, which is all
 * @param patience for how long what cannot be written is tried
 */
record FlagPlan(
    FlagText flag, String file, String configMap, String key, List<Step> steps, Duration patience) {
  private static final Pattern STEP = Pattern.compile("(\\d{1,2})%:(\\S+)");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final List<String> KNOWN =
      List.of(
          "flag",
          "variant",
          "attribute",
          "file",
          "config-map",
          "key",
          "steps",
          "patience",
          "phase",
          "moment",
          "timeout",
          "point-of-no-return");

  /** A share of users and for how long they are watched before the next one. */
  record Step(int percent, Duration duration) {}

  static FlagPlan parse(Map<String, String> values) {
    var settings = new Settings(Flags.ID, values);
    settings.refuseOthers(KNOWN);
    String flag = settings.text("flag").orElse("");
    if (flag.isBlank()) {
      throw settings.wrong("flag", "must name a flag");
    }
    String file = settings.text("file").orElse("");
    String configMap = settings.text("config-map").orElse("");
    if (file.isEmpty() == configMap.isEmpty()) {
      throw settings.wrong("config-map", "or else file must be set, and not both");
    }
    refuseOtherMoments(settings);
    return new FlagPlan(
        new FlagText(
            flag,
            settings.text("variant").orElse("on"),
            settings.text("attribute").orElse("rollout")),
        file,
        configMap,
        settings.text("key").orElse("flags.json"),
        steps(settings),
        settings.duration("patience", LONGEST).orElse(PATIENCE));
  }

  private static void refuseOtherMoments(Settings settings) {
    String phase = settings.text("phase").orElse("VERIFY").toUpperCase(Locale.ROOT);
    if (!phase.equals("MONITOR") || !settings.text("moment").orElse("after").equals("after")) {
      throw settings.wrong("phase", "must be MONITOR with moment=after");
    }
  }

  private static List<Step> steps(Settings settings) {
    var steps = new ArrayList<Step>();
    int last = 0;
    for (String text : settings.text("steps").orElse("").split(",", -1)) {
      if (text.isBlank() && settings.text("steps").isEmpty()) {
        continue;
      }
      Matcher step = STEP.matcher(text.strip());
      Duration duration = step.matches() ? duration(step.group(2)) : Duration.ZERO;
      int percent = step.matches() ? Integer.parseInt(step.group(1)) : 0;
      if (percent <= last || duration.isZero() || duration.isNegative()) {
        throw settings.wrong(
            "steps", "must be rising shares with ISO-8601 durations, such as 10%:PT1M,50%:PT5M");
      }
      steps.add(new Step(percent, duration));
      last = percent;
    }
    return List.copyOf(steps);
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }

  /** Returns how long all of it takes. */
  Duration length() {
    return steps.stream().map(Step::duration).reduce(Duration.ZERO, Duration::plus);
  }
}
