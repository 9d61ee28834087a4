package io.verdigris.health.http;

import io.verdigris.http.PodHttp;
import io.verdigris.http.Via;
import io.verdigris.spi.Settings;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The settings that {@link HttpCheck} documents, read and checked. */
record CheckSettings(
    String path,
    StatusRange status,
    Optional<String> contains,
    Optional<Pattern> matches,
    Optional<Duration> maxLatency,
    int successes,
    Duration interval,
    Duration timeout,
    boolean service,
    OptionalInt port,
    Via via,
    Map<String, String> headers,
    Map<String, String> headerVariables) {

  /** The SPI allows ten seconds; a connection that fails first and a proxied answer must fit in. */
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(6);

  private static final Set<String> KEYS =
      Set.of(
          "path",
          "status",
          "body-contains",
          "body-matches",
          "max-latency",
          "successes",
          "interval",
          "timeout",
          "target",
          "port",
          "via");

  static CheckSettings parse(Map<String, String> values) {
    var s = new Settings(HttpCheck.ID, values);
    values.keySet().forEach(key -> known(s, key));
    Duration timeout = s.duration("timeout", LONGEST_TIMEOUT).orElse(Duration.ofSeconds(3));
    boolean service = s.oneOf("target", "pods", "service").equals("service");
    var via = Via.of(s);
    if (service && via == Via.PROXY) {
      throw s.wrong("via", "must be auto or direct when target is service, the proxy reaches pods");
    }
    if (service && s.text("port").isEmpty()) {
      throw s.wrong("port", "must be the Service's own port when target is service");
    }
    Map<String, String> headers = s.below("header.");
    headers.forEach((name, value) -> sendable("header." + name, name, value));
    Map<String, String> variables = s.below("header-env.");
    variables.keySet().forEach(name -> sendable("header-env." + name, name, ""));
    if (via == Via.PROXY) {
      refuseCredentials("header.", headers);
      refuseCredentials("header-env.", variables);
    }
    return new CheckSettings(
        s.path("path"),
        StatusRange.parse(s),
        s.text("body-contains"),
        pattern(s),
        s.duration("max-latency", timeout),
        s.number("successes", 3, 1, 1000),
        s.duration("interval", Duration.ofMinutes(1)).orElse(Duration.ofSeconds(1)),
        timeout,
        service,
        s.text("port").isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(s.number("port", 0, 1, 65535)),
        via,
        headers,
        variables);
  }

  /** Returns all headers to send, those from the environment included. */
  Map<String, String> headers(Function<String, @Nullable String> environment) {
    Map<String, String> all = new TreeMap<>(headers);
    headerVariables.forEach(
        (name, variable) -> {
          String key = "header-env." + name;
          String value = environment.apply(variable);
          if (value == null) {
            throw new IllegalArgumentException(
                key
                    + " of http names the environment variable \""
                    + variable
                    + "\", which is not set where the check runs; set it there");
          }
          sendable(key, name, value);
          all.put(name, value);
        });
    return all;
  }

  private static void known(Settings s, String key) {
    if (!KEYS.contains(key) && !key.startsWith("header.") && !key.startsWith("header-env.")) {
      throw s.unknown(key);
    }
  }

  /** Asks the client whether it would send the header; what it says is left out, for the value. */
  private static void sendable(String key, String name, String value) {
    try {
      HttpRequest.newBuilder().header(name, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key
              + " of http cannot be sent; it must be a header other than Host, Connection,"
              + " Content-Length, Expect and Upgrade, with a value on one line");
    }
  }

  private static void refuseCredentials(String prefix, Map<String, String> headers) {
    PodHttp.credentials(headers.keySet())
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  prefix
                      + name
                      + " of http must not go through the API server, which would take it for its"
                      + " own; set via to direct");
            });
  }

  private static Optional<Pattern> pattern(Settings s) {
    try {
      return s.text("body-matches").map(Pattern::compile);
    } catch (PatternSyntaxException e) {
      throw s.wrong("body-matches", "must be a regular expression (" + e.getDescription() + ")");
    }
  }

  /** The statuses to expect. */
  record StatusRange(int least, int most) {
    private static final Pattern SHAPE =
        Pattern.compile("([1-5])xx|([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

    static StatusRange parse(Settings s) {
      Matcher m = SHAPE.matcher(s.text("status").orElse("200"));
      if (m.matches()) {
        int least = Integer.parseInt(m.group(1) == null ? m.group(2) : m.group(1) + "00");
        int most =
            m.group(1) != null
                ? least + 99
                : m.group(3) == null ? least : Integer.parseInt(m.group(3));
        if (least <= most) {
          return new StatusRange(least, most);
        }
      }
      throw s.wrong("status", "must look like 200, 2xx or 200-204");
    }

    boolean holds(int status) {
      return status >= least && status <= most;
    }

    @Override
    public String toString() {
      return least == most ? "" + least : least + "-" + most;
    }
  }
}
