package io.verdigris.switcher.ingress;

import io.verdigris.spi.Settings;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What reaches the new colour before it has traffic.
 *
 * @param match the requests of testers; empty when there are none
 * @param mirror whether copies of all requests do
 */
record Preview(Optional<Match> match, boolean mirror) {
  static final String HEADER = "header";
  static final String COOKIE = "cookie";
  static final String MIRROR = "mirror";

  private static final Pattern FIELD =
      Pattern.compile("([-A-Za-z0-9!#$%&'*+.^_`|~]+)(?:: ?([!-~]([ -~]*[!-~])?))?");
  private static final Pattern PAIR = Pattern.compile("([-A-Za-z0-9_.]+)(?:=([-A-Za-z0-9_.]+))?");

  /** The value that is meant where none is given, as ingress-nginx has it. */
  private static final String ALWAYS = "always";

  /**
   * What tells testers' requests.
   *
   * @param header the field of the header
   * @param text its value
   * @param part whether the text need be only a part of the value
   */
  record Match(String header, String text, boolean part) {}

  /** Reads settings, with a cookie or without. */
  static Preview of(Settings settings) {
    Optional<Match> header = settings.text(HEADER).map(text -> header(settings, text));
    Optional<Match> cookie = settings.text(COOKIE).map(text -> cookie(settings, text));
    if (header.isPresent() && cookie.isPresent()) {
      throw settings.wrong(COOKIE, "must be left out where there is a " + HEADER);
    }
    return new Preview(
        header.or(() -> cookie), settings.oneOf(MIRROR, "false", "true").equals("true"));
  }

  private static Match header(Settings settings, String text) {
    var matcher = FIELD.matcher(text);
    if (!matcher.matches()) {
      throw settings.wrong(HEADER, "must be NAME or NAME:VALUE, such as X-Preview:yes");
    }
    return new Match(matcher.group(1), orAlways(matcher), false);
  }

  private static Match cookie(Settings settings, String text) {
    var matcher = PAIR.matcher(text);
    if (!matcher.matches()) {
      throw settings.wrong(COOKIE, "must be NAME or NAME=VALUE, such as preview=yes");
    }
    return new Match("Cookie", matcher.group(1) + "=" + orAlways(matcher), true);
  }

  private static String orAlways(Matcher matcher) {
    return Objects.requireNonNullElse(matcher.group(2), ALWAYS);
  }
}
