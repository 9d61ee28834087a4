package io.verdigris;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Names an extension that a rollout uses, with its settings. Being text only, it travels in the
 * ledger, so that another process can go on with the rollout.
 *
 * @param kind what the extension is for
 * @param id the provider's id, such as {@code http}
 * @param settings the extension's own settings; each documents its keys
 */
public record Extension(Kind kind, String id, SortedMap<String, String> settings) {
  private static final Pattern ID = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

  /** What an extension is for. */
  public enum Kind {
    /** Provisions the two environments; one for each rollout. */
    PROVISIONER,
    /** Moves traffic; one for each rollout, and the same for each rollout of an application. */
    SWITCHER,
    /** Verifies the new colour; any number. */
    VERIFIER,
    /** Runs before or after a phase; any number. */
    HOOK,
    /** Reads counters; at most one for each rollout. */
    METRICS,
    /** Decides on rolling back; one for each rollout. */
    POLICY
  }

  /** Checks id and keys and copies the settings. */
  public Extension {
    Checks.argument(
        ID.matcher(id).matches(), "extension id", id, "must be lower-case letters, digits and '-'");
    settings
        .keySet()
        .forEach(
            key ->
                Checks.argument(
                    KEY.matcher(key).matches(),
                    "setting of " + id,
                    key,
                    "must be letters, digits, '-', '_' and '.'"));
    settings = new TreeMap<>(settings);
  }

  /** Returns an extension with these settings. */
  public static Extension of(Kind kind, String id, Map<String, String> settings) {
    return new Extension(kind, id, new TreeMap<>(settings));
  }
}
