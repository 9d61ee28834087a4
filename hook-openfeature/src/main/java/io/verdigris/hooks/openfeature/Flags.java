package io.verdigris.hooks.openfeature;

import io.verdigris.Extension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Builds the settings of the hook {@code openfeature}, which raises a feature flag for the users of
 * the new version once that is promoted and its soak is over, in steps that are watched as the soak
 * is. Where traffic goes back before the last step, the flag goes dark first; versions that came
 * before never had it. It never fails the rollout: a flag that cannot be written stays dark, and
 * the outcome says so.
 *
 * <p>The flag is one of a file in flagd's format, which an OpenFeature provider reads. The
 * application puts the number of the rollout that brought it into its evaluation context.
 * docs/feature-flags.md tells how.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code flag}</td><td>the flag's name</td><td>required</td></tr>
 * <tr><td>{@code variant}</td><td>what it is raised to; its default variant is what is dark</td>
 * <td>{@code on}</td></tr>
 * <tr><td>{@code config-map}, {@code key}</td><td>a ConfigMap beside the application, and the key
 * of the flags in it</td><td>this or {@code file} is required; {@code flags.json}</td></tr>
 * <tr><td>{@code file}</td><td>a file where the hook runs</td><td></td></tr>
 * <tr><td>{@code steps}</td><td>rising shares of users and how long each is watched, such as {@code
 * 10%:PT1M,50%:PT5M}; after them all have it</td><td>none</td></tr>
 * <tr><td>{@code attribute}</td><td>the key of the evaluation context with the rollout's number
 * </td><td>{@code rollout}</td></tr>
 * <tr><td>{@code patience}</td><td>ISO-8601, at most a day: for how long writing is tried</td>
 * <td>{@code PT1M}</td></tr>
 * <tr><td>{@code phase}, {@code moment}</td><td>{@code MONITOR} and {@code after}, no others</td>
 * <td>required</td></tr>
 * </table>
 */
public final class Flags {
  /** The provider's id. */
  public static final String ID = "openfeature";

  private static final Duration SPARE = Duration.ofMinutes(10);

  private final TreeMap<String, String> settings = new TreeMap<>();
  private final StringBuilder steps = new StringBuilder();

  private Flags() {}

  /** Starts with the flag's name. */
  public static Flags raise(String flag) {
    return new Flags().set("flag", flag).set("phase", "MONITOR").set("moment", "after");
  }

  /** Sets the ConfigMap with the flags, beside the application, and the key in it. */
  public Flags inConfigMap(String name, String key) {
    return set("config-map", name).set("key", key);
  }

  /** Sets the file with the flags. */
  public Flags inFile(Path file) {
    return set("file", file);
  }

  /** Sets the variant that the flag is raised to; default {@code on}. */
  public Flags to(String variant) {
    return set("variant", variant);
  }

  /**
   * Adds a step.
   *
   * @param percent the share of users, 1 to 99, more than in the step before
   * @param duration for how long they are watched
   */
  public Flags step(int percent, Duration duration) {
    steps.append(steps.isEmpty() ? "" : ",").append(percent).append("%:").append(duration);
    return set("steps", steps);
  }

  /** Sets the key of the evaluation context with the rollout's number; default {@code rollout}. */
  public Flags attribute(String key) {
    return set("attribute", key);
  }

  /** Sets for how long writing is tried; default 1 min, at most a day. */
  public Flags patience(Duration patience) {
    return set("patience", patience);
  }

  private Flags set(String key, Object value) {
    settings.put(key, value.toString());
    return this;
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    FlagPlan plan = FlagPlan.parse(settings);
    set("timeout", plan.length().plus(plan.patience()).plus(SPARE));
    return new Extension(Extension.Kind.HOOK, ID, settings);
  }
}
