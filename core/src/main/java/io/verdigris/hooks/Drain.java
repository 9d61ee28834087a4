package io.verdigris.hooks;

import io.verdigris.Extension;
import io.verdigris.http.Via;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Builds the settings of the hook {@code drain}, which has the old colour end its long-lived
 * connections (WebSockets, gRPC streams, kept HTTP connections) before its pods are taken away: it
 * calls each of its ready pods over HTTP, and waits until they tell that no connection is left, or
 * the deadline is over. It never fails the rollout: which pods could not be called or counted, and
 * what was still open, is told in the outcome.
 *
 * <p>The application must answer the call at once, close its connections in an orderly way by
 * itself, accept no new long-lived ones, and otherwise serve on. After a crash, or without a good
 * answer, a pod is called again. The gauge should count what clients hold, not all connections, for
 * it is read over one itself.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code path}</td><td>path of the call, beginning with a slash</td><td>required</td></tr>
 * <tr><td>{@code method}</td><td>{@code POST}, {@code PUT} or {@code GET}</td>
 * <td>{@code POST}</td></tr>
 * <tr><td>{@code port}</td><td>1 to 65535, of all requests</td><td>the pods' serving port</td></tr>
 * <tr><td>{@code via}</td><td>{@code direct}: to the pod's address; {@code proxy}: through the API
 * server; {@code auto}: through the API server only where the address cannot be connected</td>
 * <td>{@code auto}</td></tr>
 * <tr><td>{@code connections}</td><td>path of a page in Prometheus' text format that tells the open
 * connections; needs {@code gauge}</td><td>nothing is waited for</td></tr>
 * <tr><td>{@code gauge}</td><td>the gauge of open connections on that page, {@code name} or {@code
 * name{label="value"}}; its series are added up</td><td></td></tr>
 * <tr><td>{@code deadline}</td><td>ISO-8601, at most a day: until when connections are waited for;
 * at least a minute less than the hook's {@code timeout}</td><td>{@code PT5M}</td></tr>
 * <tr><td>{@code phase}, {@code moment}</td><td>{@code DECOMMISSION} and {@code before}, no
 * others</td><td>required</td></tr>
 * </table>
 */
public final class Drain {
  /** The provider's id. */
  public static final String ID = "drain";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private Drain() {}

  /** Starts with the path that each pod of the old colour is called at, by POST. */
  public static Drain by(String path) {
    return new Drain().set("phase", "DECOMMISSION").set("moment", "before").set("path", path);
  }

  /** Sets the method of the call: {@code POST}, which is the default, {@code PUT} or GET. */
  public Drain method(String method) {
    return set("method", method);
  }

  /** Sets the port of all requests; default the pods' serving port. */
  public Drain port(int port) {
    return set("port", port);
  }

  /** Sets how pods are reached; default {@link Via#AUTO}. */
  public Drain via(Via via) {
    return set("via", via.setting());
  }

  /**
   * Sets where pods tell their open connections, which are then waited for.
   *
   * @param path path of a page in Prometheus' text format
   * @param gauge {@code name} or {@code name{label="value"}}
   */
  public Drain counting(String path, String gauge) {
    return set("connections", path).set("gauge", gauge);
  }

  /** Sets for how long open connections are waited for; default 5 min, at most a day. */
  public Drain deadline(Duration deadline) {
    return set("deadline", deadline).set("timeout", deadline.plusMinutes(5));
  }

  private Drain set(String key, Object value) {
    settings.put(key, value.toString());
    return this;
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    DrainPlan.parse(settings);
    return new Extension(Extension.Kind.HOOK, ID, settings);
  }
}
