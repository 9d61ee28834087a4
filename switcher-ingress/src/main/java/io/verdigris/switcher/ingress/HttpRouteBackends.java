package io.verdigris.switcher.ingress;

import io.verdigris.Extension;
import io.verdigris.spi.Settings;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds the settings of the switcher {@code gateway-httproute}, which directs traffic by the
 * weights of the backends of one Gateway API HTTPRoute (v1): in all rules that name a colour's own
 * Service, {@code <service>-blue} or {@code <service>-green}, the weights change together. Other
 * rules, and all other fields, are left as they are. The stable Service is as with {@link
 * IngressBackend}.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code route}</td><td>name of the HTTPRoute, in the application's namespace</td>
 * <td>the one that directed the application's traffic before, else the only one with a backend
 * that names a colour's own Service</td></tr>
 * <tr><td>{@code header}</td><td>{@code NAME:VALUE}, or a name for the value {@code always}: requests with this field in their header reach
 * the new colour before the switch</td><td>none do</td></tr>
 * <tr><td>{@code mirror}</td><td>{@code true}: the new colour gets copies of all requests, whose
 * answers are dropped, until it has a share of them</td><td>{@code false}</td></tr>
 * </table>
 */
public final class HttpRouteBackends {
  /** The provider's id. */
  public static final String ID = "gateway-httproute";

  static final String ROUTE = "route";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private HttpRouteBackends() {}

  /** Starts the settings for the HTTPRoute of this name. */
  public static HttpRouteBackends named(String route) {
    var backends = new HttpRouteBackends();
    backends.settings.put(ROUTE, route);
    return backends;
  }

  /** Starts the settings for whichever HTTPRoute has the application's colours as backends. */
  public static HttpRouteBackends found() {
    return new HttpRouteBackends();
  }

  /** Lets requests with this field in their header reach the new colour before the switch. */
  public HttpRouteBackends header(String name, String value) {
    settings.put(Preview.HEADER, name + ":" + value);
    return this;
  }

  /** Sends copies of all requests to the new colour until it has a share of them. */
  public HttpRouteBackends mirror() {
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

  static WeightedKind<HttpRoute> kind(SortedMap<String, String> values) {
    var settings = new Settings(ID, values);
    settings.refuseOthers(List.of(ROUTE, Preview.HEADER, Preview.MIRROR));
    return new WeightedKind<>(
        ID,
        ROUTE,
        HttpRoute.class,
        new GatewayDialect(),
        IngressBackend.name(settings, ROUTE, "an HTTPRoute"),
        Preview.of(settings));
  }
}
