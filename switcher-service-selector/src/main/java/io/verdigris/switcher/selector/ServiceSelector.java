package io.verdigris.switcher.selector;

import io.verdigris.Extension;
import io.verdigris.spi.Settings;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Builds the settings of the switcher {@code service-selector}, the default one, where more than
 * one Service leads to the application's pods, such as a public one and one for administrators.
 *
 * <p>They are switched in order, the application's own one first, and go back in reverse order. No
 * change of several objects is atomic: for the milliseconds between the first patch and the last
 * they direct traffic to different colours, which the outcome tells. Both colours cannot have
 * traffic together then: there is no overlap, and a suspicion takes traffic back at once.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code also}</td><td>names of further Services in the application's namespace, separated
 * by {@code +}</td><td>none</td></tr>
 * </table>
 */
public final class ServiceSelector {
  /** The provider's id. */
  public static final String ID = "service-selector";

  private static final String ALSO = "also";
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final int MOST = 16;

  private final TreeMap<String, String> settings = new TreeMap<>();

  private ServiceSelector() {}

  /**
   * Starts the settings with further Services, in the order in which they are switched after the
   * application's own.
   */
  public static ServiceSelector also(String... services) {
    var selector = new ServiceSelector();
    selector.settings.put(ALSO, String.join("+", services));
    return selector;
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    var unused = services(settings);
    return new Extension(Extension.Kind.SWITCHER, ID, settings);
  }

  /** Reads the names of the further Services. */
  static List<String> services(SortedMap<String, String> values) {
    var settings = new Settings(ID, values);
    settings.refuseOthers(List.of(ALSO));
    List<String> names =
        settings.text(ALSO).map(t -> List.of(t.split("\\+", -1))).orElse(List.of());
    boolean wrong = names.stream().anyMatch(name -> !NAME.matcher(name).matches());
    if (wrong || names.size() > MOST || names.stream().distinct().count() < names.size()) {
      throw settings.wrong(
          ALSO, "must be different names of at most " + MOST + " Services, such as admin+metrics");
    }
    return names;
  }
}
