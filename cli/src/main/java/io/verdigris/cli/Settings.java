package io.verdigris.cli;

import io.verdigris.Blind;
import io.verdigris.BlindRule;
import io.verdigris.Extension;
import io.verdigris.RolloutSpec.Inconclusive;
import io.verdigris.metrics.prometheus.PodMetrics;
import io.verdigris.metrics.prometheus.PrometheusMetrics;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Option values that have parts. Each reader's exception says what the value should look like. */
final class Settings {
  private static final Pattern NEXT_SETTING = Pattern.compile("(?<!,),(?=[A-Za-z0-9][-\\w.]*=)");

  private Settings() {}

  private static Matcher match(String regex, String text, String form) {
    Matcher matcher = Pattern.compile(regex, Pattern.DOTALL).matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" must be of the form " + form);
    }
    return matcher;
  }

  /** {@code CONTAINER=IMAGE}. */
  record Image(String container, String image) {
    static Image parse(String text) {
      Matcher m = match("([^=\\s]+)=(\\S+)", text, "CONTAINER=IMAGE, such as app=shop/web:2");
      return new Image(m.group(1), m.group(2));
    }
  }

  /** {@code CONTAINER:NAME=VALUE}. */
  record Env(String container, String name, String value) {
    static Env parse(String text) {
      Matcher m =
          match(
              "([^:=\\s]+):([^=\\s]+)=(.*)",
              text,
              "CONTAINER:NAME=VALUE, such as app:LOG_LEVEL=debug");
      return new Env(m.group(1), m.group(2), m.group(3));
    }
  }

  /** {@code NAME=VALUE}. */
  record Label(String name, String value) {
    static Label parse(String text) {
      Matcher m = match("([^=\\s]+)=(\\S*)", text, "NAME=VALUE, such as release=2024-05");
      return new Label(m.group(1), m.group(2));
    }
  }

  /** {@code SHARE:DURATION}. */
  record Latency(double share, Duration within) {
    static Latency parse(String text) {
      Matcher m =
          match(
              "(\\d*\\.?\\d+):(.+)",
              text,
              "SHARE:DURATION, such as 0.99:500ms for 99 % within 500 ms");
      return new Latency(Double.parseDouble(m.group(1)), Durations.parse(m.group(2)));
    }
  }

  /** A word for what to do without a judgement. */
  record WhenInconclusive(Inconclusive what) {
    private static final Map<String, Inconclusive> WORDS =
        Map.of(
            "extend", Inconclusive.EXTEND,
            "hold", Inconclusive.HOLD,
            "rollback", Inconclusive.ROLL_BACK,
            "promote", Inconclusive.PROMOTE);

    static WhenInconclusive parse(String text) {
      Matcher m =
          match(
              "(extend|hold|rollback|promote)",
              text,
              "extend, hold, rollback or promote, such as hold to wait for a person");
      return new WhenInconclusive(Objects.requireNonNull(WORDS.get(m.group(1))));
    }
  }

  /** {@code pods:PORT/PATH} or {@code prometheus:URL}, each with {@code ,preset=ID} if need be. */
  record Metrics(Extension extension) {
    static Metrics parse(String text) {
      Matcher m =
          match(
              "(?:pods:(\\d{1,5})(/[^\\s,]*)|prometheus:([^\\s,]+))(?:,preset=([^\\s,=]+))?",
              text,
              "pods:PORT/PATH or prometheus:URL, with ,preset=ID if need be, such as"
                  + " pods:8080/metrics or"
                  + " prometheus:http://prometheus.monitoring:9090,preset=contour");
      Optional<String> preset = Optional.ofNullable(m.group(4));
      return new Metrics(
          m.group(3) == null
              ? pods(Integer.parseInt(m.group(1)), m.group(2), preset)
              : prometheus(URI.create(m.group(3)), preset));
    }

    private static Extension pods(int port, String path, Optional<String> preset) {
      PodMetrics metrics = PodMetrics.on(port, path);
      preset.ifPresent(metrics::preset);
      return metrics.extension();
    }

    private static Extension prometheus(URI url, Optional<String> preset) {
      PrometheusMetrics metrics = PrometheusMetrics.at(url);
      preset.ifPresent(metrics::preset);
      return metrics.extension();
    }
  }

  /**
   * {@code [PORT]/PATH}, with {@code ,connections=PATH,gauge=NAME} and {@code ,deadline=DURATION}.
   */
  record Drain(Extension extension) {
    static Drain parse(String text) {
      Matcher m =
          match(
              "(\\d{1,5})?(/[^\\s,]*)(?:,connections=(/[^\\s,]*),gauge=([^\\s,]+))?(?:,deadline=([^\\s,]+))?",
              text,
              "[PORT]/PATH[,connections=PATH,gauge=NAME][,deadline=DURATION], such as"
                  + " /drain,connections=/metrics,gauge=websockets_open,deadline=5m");
      var drain = io.verdigris.hooks.Drain.by(m.group(2));
      Optional.ofNullable(m.group(1)).map(Integer::parseInt).ifPresent(drain::port);
      if (m.group(3) != null) {
        drain.counting(m.group(3), m.group(4));
      }
      Optional.ofNullable(m.group(5)).map(Durations::parse).ifPresent(drain::deadline);
      return new Drain(drain.extension());
    }
  }

  /** {@code KIND=hold} or {@code KIND=rollback:DURATION}. */
  record WhenBlind(Blind kind, BlindRule rule) {
    private static final String KINDS =
        Arrays.stream(Blind.values()).map(Blind::label).collect(Collectors.joining(", "));

    static WhenBlind parse(String text) {
      Matcher m =
          match(
              "([^=\\s]+)=(?:hold|rollback:(\\S+))",
              text,
              "KIND=hold or KIND=rollback:DURATION, such as missing=rollback:2m, with one of "
                  + KINDS);
      Blind kind =
          Blind.ofLabel(m.group(1))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "\"" + m.group(1) + "\" must be one of " + KINDS));
      return new WhenBlind(
          kind,
          m.group(2) == null
              ? BlindRule.hold()
              : BlindRule.rollBackAfter(Durations.parse(m.group(2))));
    }
  }

  /** {@code WEIGHT%:DURATION}. */
  record Step(int weight, Duration duration) {
    static Step parse(String text) {
      Matcher m =
          match("(\\d{1,2})%:(\\S+)", text, "WEIGHT%:DURATION, such as 10%:5m, with 1% to 99%");
      return new Step(Integer.parseInt(m.group(1)), Durations.parse(m.group(2)));
    }
  }

  /** {@code ID} or {@code ID:KEY=VALUE,…}. */
  record Switcher(Extension extension) {
    static Switcher parse(String text) {
      return new Switcher(
          Settings.extension(
              Extension.Kind.SWITCHER, text, "ID or ID:KEY=VALUE,…, such as service-selector"));
    }
  }

  /** {@code ID} or {@code ID:KEY=VALUE,…}. */
  record Hook(Extension extension) {
    static Hook parse(String text) {
      return new Hook(
          Settings.extension(
              Extension.Kind.HOOK,
              text,
              "ID or ID:KEY=VALUE,…, such as command:argv.0=./check,phase=PROMOTE,moment=before"));
    }
  }

  /**
   * Reads an extension. A comma begins the next setting where KEY= follows; another, and each half
   * of a doubled one, belongs to the value.
   */
  private static Extension extension(Extension.Kind kind, String text, String form) {
    Matcher m = match("([^:=,\\s]+)(?::([^=,\\s]+=.*))?", text, form);
    var settings = new TreeMap<String, String>();
    if (m.group(2) != null) {
      for (String pair : NEXT_SETTING.split(m.group(2), -1)) {
        String key = pair.substring(0, pair.indexOf('='));
        String value = pair.substring(pair.indexOf('=') + 1).replace(",,", ",");
        if (settings.put(key, value) != null) {
          throw new IllegalArgumentException(
              "\"" + text + "\" must set " + key + " only once, but does so twice");
        }
      }
    }
    return new Extension(kind, m.group(1), settings);
  }
}
