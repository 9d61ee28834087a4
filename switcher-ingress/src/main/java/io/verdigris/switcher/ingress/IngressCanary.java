package io.verdigris.switcher.ingress;

import io.verdigris.Extension;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * Builds the settings of the switcher {@code ingress-canary}, which directs traffic by the weight
 * of a canary Ingress: a second Ingress for the same hosts and paths whose backends name the
 * Service of the colour that is not live, {@code <service>-blue} or {@code <service>-green}, while
 * those of the first one, the primary, name the live colour's. Both colours can have traffic, in
 * shares of 1 %.
 *
 * <p>A switch sets the weight to all or nothing in one patch, and then lets the primary name the
 * colour that is live and the canary the other one, with weight zero: ingress-nginx answers 503 to
 * every request, whatever the weight, once the Service that the primary names has no pod.
 *
 * <p>The stable Service still names the application, its ports and its pods' labels, but directs
 * nothing, as with {@link IngressBackend}.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code ingress}</td><td>name of the canary Ingress, in the application's namespace</td>
 * <td>the one that directed the application's traffic before, else the only canary Ingress with a
 * backend that names a colour's own Service</td></tr>
 * <tr><td>{@code dialect}</td><td>the annotations that the ingress controller reads: {@code
 * ingress-nginx}, {@code higress}, {@code alibaba-alb}, or any other whose file {@code
 * META-INF/verdigris/dialects/<name>.properties} is on the class path</td><td>the one that the
 * Ingress was switched by before, else {@code ingress-nginx}</td></tr>
 * <tr><td>{@code dialect-file}</td><td>a file with these annotations instead</td><td>none</td></tr>
 * <tr><td>{@code header}</td><td>name of a request header by which testers reach the new colour
 * before it has traffic: by the value {@code always}, or by the value that follows the name and a
 * colon, such as {@code X-Preview:green}</td><td>none</td></tr>
 * <tr><td>{@code cookie}</td><td>name of a cookie that does the same by the value {@code always}
 * </td><td>none</td></tr>
 * </table>
 */
public final class IngressCanary {
  /** The provider's id. */
  public static final String ID = "ingress-canary";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private IngressCanary() {}

  /** Starts the settings for the canary Ingress of this name. */
  public static IngressCanary named(String ingress) {
    return found().with(CanarySettings.INGRESS, ingress);
  }

  /** Starts the settings for whichever canary Ingress has one of the application's colours. */
  public static IngressCanary found() {
    return new IngressCanary();
  }

  /** Names the annotations that the ingress controller reads; default {@code ingress-nginx}. */
  public IngressCanary dialect(String name) {
    return with(CanarySettings.DIALECT, name);
  }

  /** Takes the annotations from a file that is there wherever the rollout may be driven from. */
  public IngressCanary dialect(Path file) {
    return with(CanarySettings.DIALECT_FILE, file.toString());
  }

  /** Lets requests with this header, and {@code always} as its value, reach the new colour. */
  public IngressCanary header(String name) {
    return with(CanarySettings.HEADER, name);
  }

  /** Lets requests with this header and value reach the new colour. */
  public IngressCanary header(String name, String value) {
    return with(CanarySettings.HEADER, name + ":" + value);
  }

  /** Lets requests with this cookie, and {@code always} as its value, reach the new colour. */
  public IngressCanary cookie(String name) {
    return with(CanarySettings.COOKIE, name);
  }

  private IngressCanary with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    CanarySettings.of(settings);
    return new Extension(Extension.Kind.SWITCHER, ID, settings);
  }
}
