package io.verdigris.switcher.ingress;

import io.verdigris.Extension;
import io.verdigris.spi.Settings;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Builds the settings of the switcher {@code ingress-backend}, which directs traffic by the
 * backends of one Ingress: all that name a colour's own Service, {@code <service>-blue} or {@code
 * <service>-green}, change together. Other rules, and all other fields, are left as they are.
 *
 * <p>The stable Service still names the application, its ports and its pods' labels, but directs
 * nothing, so nobody should call it. Its selector must not name a colour, whose pods would one day
 * be taken away. Without a colour label it selects the pods of both colours; with another value of
 * the label, such as {@code color: none}, it selects no pod, which is safest.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code ingress}</td><td>name of the Ingress, in the application's namespace</td>
 * <td>the one that directed the application's traffic before, else the only one with a backend
 * that names a colour's own Service</td></tr>
 * </table>
 */
public final class IngressBackend {
  /** The provider's id. */
  public static final String ID = "ingress-backend";

  static final String INGRESS = "ingress";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  private final TreeMap<String, String> settings = new TreeMap<>();

  private IngressBackend() {}

  /** Starts the settings for the Ingress of this name. */
  public static IngressBackend named(String ingress) {
    var backend = new IngressBackend();
    backend.settings.put(INGRESS, ingress);
    return backend;
  }

  /** Starts the settings for whichever Ingress has the application's colours as backends. */
  public static IngressBackend found() {
    return new IngressBackend();
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    ingress(settings);
    return new Extension(Extension.Kind.SWITCHER, ID, settings);
  }

  /** Reads the name of the Ingress; empty when the settings leave it open. */
  static Optional<String> ingress(SortedMap<String, String> values) {
    var settings = new Settings(ID, values);
    settings.refuseOthers(List.of(INGRESS));
    return name(settings, INGRESS, "an Ingress");
  }

  /** Reads the name of an object; empty when the settings leave it open. */
  static Optional<String> name(Settings settings, String key, String kind) {
    Optional<String> name = settings.text(key);
    if (name.filter(n -> !NAME.matcher(n).matches()).isPresent()) {
      throw settings.wrong(key, "must be the name of " + kind + ", such as web");
    }
    return name;
  }
}
