package io.verdigris.switcher.ingress;

import io.verdigris.spi.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The settings of {@link IngressCanary}, as they were read.
 *
 * @param ingress the canary Ingress' name; empty when it is left open
 * @param dialect the annotations to use; empty when they are left open
 * @param testers what lets testers through, by the role of the annotation that says so
 */
record CanarySettings(
    Optional<String> ingress, Optional<CanaryDialect> dialect, Map<String, String> testers) {
  static final String INGRESS = "ingress";
  static final String DIALECT = "dialect";
  static final String DIALECT_FILE = "dialect-file";
  static final String HEADER = "header";
  static final String COOKIE = "cookie";
  private static final String HEADER_VALUE = "header-value";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final Pattern HEADER_RULE =
      Pattern.compile("[A-Za-z0-9][-A-Za-z0-9]*(:[-A-Za-z0-9_.]+)?");
  private static final Pattern COOKIE_RULE = Pattern.compile("[A-Za-z0-9_]+");

  /** Copies the map. */
  CanarySettings {
    testers = Map.copyOf(testers);
  }

  /** Reads them. */
  static CanarySettings of(SortedMap<String, String> values) {
    var settings = new Settings(IngressCanary.ID, values);
    settings.refuseOthers(List.of(INGRESS, DIALECT, DIALECT_FILE, HEADER, COOKIE));
    Optional<String> ingress =
        matching(settings, INGRESS, NAME, "must be the name of an Ingress, such as web-canary");
    Optional<CanaryDialect> dialect = dialect(settings);
    Map<String, String> testers = testers(settings);
    refuseUnknown(settings, dialect, testers);
    return new CanarySettings(ingress, dialect, testers);
  }

  private static Optional<String> matching(
      Settings settings, String key, Pattern pattern, String rule) {
    Optional<String> value = settings.text(key);
    if (value.filter(v -> !pattern.matcher(v).matches()).isPresent()) {
      throw settings.wrong(key, rule);
    }
    return value;
  }

  private static Optional<CanaryDialect> dialect(Settings settings) {
    Optional<String> file = settings.text(DIALECT_FILE);
    if (file.isPresent() && settings.text(DIALECT).isPresent()) {
      throw settings.wrong(DIALECT_FILE, "must be left out where dialect is set");
    }
    return file.map(f -> CanaryDialect.file(Path.of(f)))
        .or(
            () ->
                matching(settings, DIALECT, NAME, "must be a name, such as ingress-nginx")
                    .map(CanaryDialect::named));
  }

  private static Map<String, String> testers(Settings settings) {
    var testers = new TreeMap<String, String>();
    matching(settings, HEADER, HEADER_RULE, "must be a header's name, such as X-Preview")
        .map(header -> header.split(":", 2))
        .ifPresent(
            parts -> {
              testers.put(HEADER, parts[0]);
              if (parts.length > 1) {
                testers.put(HEADER_VALUE, parts[1]);
              }
            });
    matching(settings, COOKIE, COOKIE_RULE, "must be a cookie's name, such as preview")
        .ifPresent(cookie -> testers.put(COOKIE, cookie));
    return testers;
  }

  private static void refuseUnknown(
      Settings settings, Optional<CanaryDialect> dialect, Map<String, String> testers) {
    testers.keySet().stream()
        .filter(role -> dialect.filter(d -> d.key(role).isEmpty()).isPresent())
        .findFirst()
        .ifPresent(
            role -> {
              throw settings.wrong(
                  role.equals(HEADER_VALUE) ? HEADER : role,
                  "must be left out, since the dialect has no annotation for the role " + role);
            });
  }
}
