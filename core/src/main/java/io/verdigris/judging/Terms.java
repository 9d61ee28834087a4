package io.verdigris.judging;

import io.verdigris.Extension;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a new colour is judged by once traffic has moved: the details of a {@code TERMS} event.
 *
 * @param soak how long it is watched
 * @param compare how long both colours have traffic at the same time before a suspicion takes it
 *     back; zero where it does so at once
 * @param comparisons how often both have had it before
 * @param policies the policies with their settings
 * @param baseline what the old colour did before the switch, in stretches, oldest first; empty
 *     unless a policy compares with it, and when it is not known
 */
public record Terms(
    Duration soak,
    Duration compare,
    int comparisons,
    List<Extension> policies,
    List<Window> baseline) {
  private static final String POLICY = "policy";

  /** Copies the lists. */
  public Terms {
    policies = List.copyOf(policies);
    baseline = List.copyOf(baseline);
  }

  /**
   * Returns the event's details: {@code soak}, {@code compare}, {@code comparisons}, each policy's
   * id as {@code policy.00} with its settings as {@code policy.00.KEY}, and each stretch of the old
   * colour's record as {@code baseline.00}, a {@link WindowText}.
   */
  public SortedMap<String, String> details() {
    SortedMap<String, String> out = new TreeMap<>();
    out.put("soak", soak.toString());
    out.put("compare", compare.toString());
    out.put("comparisons", Integer.toString(comparisons));
    for (int i = 0; i < policies.size(); i++) {
      String key = Details.indexed(POLICY, i);
      out.put(key, policies.get(i).id());
      policies.get(i).settings().forEach((name, value) -> out.put(key + "." + name, value));
    }
    for (int i = 0; i < baseline.size(); i++) {
      out.put(Details.indexed("baseline", i), WindowText.write(baseline.get(i)));
    }
    return out;
  }

  /**
   * Reads an event's details.
   *
   * @throws IllegalArgumentException naming field, value and rule
   */
  public static Terms of(Map<String, String> details) {
    var in = new Details(details);
    return new Terms(
        in.duration("soak"),
        in.duration("compare"),
        in.number("comparisons"),
        in.list(POLICY, Terms::policy),
        in.list("baseline", Details::window));
  }

  private static Extension policy(Details in, String key) {
    SortedMap<String, String> settings = new TreeMap<>();
    in.values()
        .forEach(
            (name, value) -> {
              if (name.startsWith(key + ".")) {
                settings.put(name.substring(key.length() + 1), value);
              }
            });
    return new Extension(Extension.Kind.POLICY, in.text(key), settings);
  }
}
