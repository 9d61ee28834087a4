package io.verdigris.switcher.ingress;

import io.verdigris.spi.Settings;
import java.util.Optional;
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
      Pattern.compile("([-A-Za-z0-9!#$%&'*+.^_`|~]+): ?([!-~]([ -~]*[!-~])?)");
  private static final Pattern PAIR = Pattern.compile("([-A-Za-z0-9_.]+)=([-A-Za-z0-9_.]+)");

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
      throw settings.wrong(HEADER, "must be NAME:VALUE, such as X-Preview:yes");
    }
    return new Match(matcher.group(1), matcher.group(2), false);
  }

  private static Match cookie(Settings settings, String text) {
    if (!PAIR.matcher(text).matches()) {
      throw settings.wrong(COOKIE, "must be NAME=VALUE, such as preview=yes");
    }
    return new Match("Cookie", text, true);
  }
}
