package io.verdigris.health.http;

import io.verdigris.Extension;
import io.verdigris.http.Via;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Builds the settings of the verifier {@code http}, which sends a GET to every pod of the new
 * colour and looks at each answer. One check passes when all answers do; the colour is verified
 * after several passed checks in a row. Until then it is waited for, at most for the verify
 * timeout. Redirects are not followed; of a body the first 64 KiB are looked at.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code path}</td><td>path with its query, beginning with a slash</td><td>required</td></tr>
 * <tr><td>{@code status}</td><td>{@code 200}, {@code 2xx} or {@code 200-204}</td><td>{@code 200}</td></tr>
 * <tr><td>{@code body-contains}</td><td>text that each body must contain</td><td>any body</td></tr>
 * <tr><td>{@code body-matches}</td><td>regular expression found in each body</td><td>any body</td></tr>
 * <tr><td>{@code max-latency}</td><td>longest time to a whole answer, ISO-8601</td><td>none</td></tr>
 * <tr><td>{@code successes}</td><td>passed checks in a row, 1 to 1000</td><td>{@code 3}</td></tr>
 * <tr><td>{@code interval}</td><td>between two checks, ISO-8601</td><td>{@code PT1S}</td></tr>
 * <tr><td>{@code timeout}</td><td>of one answer, ISO-8601, at most 6 s</td><td>{@code PT3S}</td></tr>
 * <tr><td>{@code target}</td><td>{@code pods}, each by itself, or the colour's own {@code service},
 * whose {@code port} must be set</td><td>{@code pods}</td></tr>
 * <tr><td>{@code port}</td><td>1 to 65535</td><td>the pods' serving port</td></tr>
 * <tr><td>{@code via}</td><td>{@code direct}: to the pod's address; {@code proxy}: through the API
 * server; {@code auto}: through the API server only where the address cannot be connected</td>
 * <td>{@code auto}</td></tr>
 * <tr><td>{@code header.NAME}</td><td>a request header's value; it is kept in the ledger for all to
 * read</td><td>none</td></tr>
 * <tr><td>{@code header-env.NAME}</td><td>the environment variable that holds a request header's
 * value, read where the check runs; only its name is kept</td><td>none</td></tr>
 * </table>
 */
public final class HttpCheck {
  /** The provider's id. */
  public static final String ID = "http";

  private final TreeMap<String, String> settings = new TreeMap<>();

  private HttpCheck() {}

  /** Starts a check of this path, with its query. */
  public static HttpCheck get(String path) {
    return new HttpCheck().set("path", path);
  }

  /** Sets the status to expect: {@code 200}, {@code 2xx} or {@code 200-204}; default 200. */
  public HttpCheck status(String status) {
    return set("status", status);
  }

  /** Sets a text that each body must contain. */
  public HttpCheck bodyContains(String text) {
    return set("body-contains", text);
  }

  /** Sets a regular expression that must be found in each body. */
  public HttpCheck bodyMatches(String regex) {
    return set("body-matches", regex);
  }

  /** Sets the longest time that an answer may take. Through the proxy it counts the proxy's too. */
  public HttpCheck maxLatency(Duration latency) {
    return set("max-latency", latency);
  }

  /** Sets how many checks in a row must pass; default 3. */
  public HttpCheck successes(int successes) {
    return set("successes", successes);
  }

  /** Sets the time between two checks; default 1 s. */
  public HttpCheck interval(Duration interval) {
    return set("interval", interval);
  }

  /** Sets how long an answer is waited for; default 3 s, at most 6 s. */
  public HttpCheck timeout(Duration timeout) {
    return set("timeout", timeout);
  }

  /** Asks the pods on this port instead of the one that they serve on. */
  public HttpCheck port(int port) {
    return set("port", port);
  }

  /** Asks the colour's own Service on this port of it, instead of each pod. */
  public HttpCheck service(int port) {
    return set("target", "service").set("port", port);
  }

  /** Sets how pods are reached; default {@link Via#AUTO}. */
  public HttpCheck via(Via via) {
    return set("via", via.setting());
  }

  /** Sends a header. Its value is kept in the ledger: not for secrets. */
  public HttpCheck header(String name, String value) {
    return set("header." + name, value);
  }

  /** Sends a header whose value is in this environment variable wherever the check runs. */
  public HttpCheck headerFromEnv(String name, String variable) {
    return set("header-env." + name, variable);
  }

  private HttpCheck set(String key, Object value) {
    settings.put(key, value.toString());
    return this;
  }

  /**
   * Returns the settings for a spec.
   *
   * @throws IllegalArgumentException naming the setting that cannot be, its value and the remedy
   */
  public Extension extension() {
    CheckSettings.parse(settings);
    return new Extension(Extension.Kind.VERIFIER, ID, settings);
  }
}
