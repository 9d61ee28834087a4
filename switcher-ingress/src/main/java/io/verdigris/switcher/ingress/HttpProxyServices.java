package io.verdigris.switcher.ingress;

import io.verdigris.Extension;
import io.verdigris.spi.Settings;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds the settings of the switcher {@code contour-httpproxy}, which directs traffic by the
 * weights of the services of one Contour HTTPProxy: in all routes that name a colour's own Service,
 * {@code <service>-blue} or {@code <service>-green}, the weights change together. Other routes, and
 * all other fields, are left as they are. The stable Service is as with {@link IngressBackend}.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code proxy}</td><td>name of the HTTPProxy, in the application's namespace</td>
 * <td>the one that directed the application's traffic before, else the only one with a service that
 * is a colour's own</td></tr>
 * <tr><td>{@code header}</td><td>{@code NAME:VALUE}, or a name for the value {@code always}: requests with this field in their header reach
 * the new colour before the switch</td><td>none do</td></tr>
 * <tr><td>{@code cookie}</td><td>{@code NAME=VALUE}, or a name for the value {@code always}: the same for requests with
 * this cookie</td>
 * <td>none do</td></tr>
 * <tr><td>{@code mirror}</td><td>{@code true}: the new colour gets copies of all requests, whose
 * answers are dropped, until it has a share of them</td><td>{@code false}</td></tr>
 * </table>
 */
public final class HttpProxyServices {
  /** The provider's id. */
  public static final String ID = "contour-httpproxy";

  static final String PROXY = "proxy";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private HttpProxyServices() {}

  /** Starts the settings for the HTTPProxy of this name. */
  public static HttpProxyServices named(String proxy) {
    var services = new HttpProxyServices();
    services.settings.put(PROXY, proxy);
    return services;
  }

  /** Starts the settings for whichever HTTPProxy has the application's colours as services. */
  public static HttpProxyServices found() {
    return new HttpProxyServices();
  }

  /** Lets requests with this field in their header reach the new colour before the switch. */
  public HttpProxyServices header(String name, String value) {
    settings.put(Preview.HEADER, name + ":" + value);
    return this;
  }

  /** Lets requests with this cookie reach the new colour before the switch. */
  public HttpProxyServices cookie(String name, String value) {
    settings.put(Preview.COOKIE, name + "=" + value);
    return this;
  }

  /** Sends copies of all requests to the new colour until it has a share of them. */
  public HttpProxyServices mirror() {
    settings.put(Preview.MIRROR, "true");
    return this;
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    var unused = kind(settings);
    return new Extension(Extension.Kind.SWITCHER, ID, settings);
  }

  static WeightedKind<HttpProxy> kind(SortedMap<String, String> values) {
    var settings = new Settings(ID, values);
    settings.refuseOthers(List.of(PROXY, Preview.HEADER, Preview.COOKIE, Preview.MIRROR));
    return new WeightedKind<>(
        ID,
        PROXY,
        HttpProxy.class,
        new ContourDialect(),
        IngressBackend.name(settings, PROXY, "an HTTPProxy"),
        Preview.of(settings));
  }
}
