package io.verdigris.cli;

import io.verdigris.notifications.Notification.Kind;
import io.verdigris.notifications.Notifier;
import io.verdigris.notifications.Secret;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who is told what happens: {@code webhook} or {@code slack}, and where the URL is to be found. The
 * URL itself is a secret and cannot be given: command lines are seen by everybody on a machine.
 *
 * @param target {@code webhook} or {@code slack}
 * @param settings the rest, by key
 */
record NotifyOption(String target, Map<String, String> settings) {
  private static final String FORM =
      "webhook or slack, then :env=NAME or :file=FILE, which hold the URL, then, if need be,"
          + " ,events=EVENT+EVENT and, for webhook, ,secret-env=NAME or ,secret-file=FILE, such as"
          + " slack:env=SLACK_URL";
  private static final Set<String> KEYS =
      Set.of("env", "file", "events", "secret-env", "secret-file");

  static NotifyOption parse(String text) {
    int colon = text.indexOf(':');
    String target = colon < 0 ? text : text.substring(0, colon);
    if (colon < 0 || !Set.of("webhook", "slack").contains(target)) {
      throw malformed(target.equals(text) ? "" : target);
    }
    var settings = new TreeMap<String, String>();
    for (String pair : text.substring(colon + 1).split(",", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? "" : pair.substring(0, equals);
      if (!KEYS.contains(key) || settings.put(key, pair.substring(equals + 1)) != null) {
        throw malformed(key.matches("[a-z-]{1,20}") ? key : "");
      }
    }
    return new NotifyOption(target, settings).checked();
  }

  /** Does not repeat what was given, which may be the very secret. */
  private static IllegalArgumentException malformed(String part) {
    return new IllegalArgumentException(
        (part.isEmpty() ? "it" : "\"" + part + "\" does not fit: it")
            + " must be of the form "
            + FORM);
  }

  private NotifyOption checked() {
    if (settings.containsKey("env") == settings.containsKey("file")) {
      throw malformed("");
    } else if (settings.containsKey("secret-env") && settings.containsKey("secret-file")) {
      throw malformed("secret-file");
    } else if (target.equals("slack")
        && settings.keySet().stream().anyMatch(k -> k.startsWith("secret"))) {
      throw malformed("secret");
    }
    kinds();
    return this;
  }

  private Set<Kind> kinds() {
    return Optional.ofNullable(settings.get("events"))
        .map(
            text ->
                Arrays.stream(text.split("\\+", -1)).map(Kind::ofLabel).collect(Collectors.toSet()))
        .orElse(Kind.DEFAULTS);
  }

  /**
   * Starts the notifier.
   *
   * @throws IllegalArgumentException when the URL or the secret is not there
   */
  Notifier start(Map<String, String> environment) {
    try {
      Secret url = secret("", environment).orElseThrow();
      Notifier.Builder notifier =
          target.equals("slack") ? Notifier.slack(url) : Notifier.webhook(url);
      secret("secret-", environment).ifPresent(notifier::signedWith);
      return notifier.on(kinds()).build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--notify " + target + ": " + e.getMessage(), e);
    }
  }

  private Optional<Secret> secret(String prefix, Map<String, String> environment) {
    return Optional.ofNullable(settings.get(prefix + "env"))
        .map(name -> Secret.env(name, environment))
        .or(
            () ->
                Optional.ofNullable(settings.get(prefix + "file"))
                    .map(file -> Secret.file(Path.of(file))));
  }
}
