package io.verdigris.migrations;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a comment of a script says to Verdigris: {@code verdigris: contract}, or {@code verdigris:
 * expand because REASON} before a statement that shall run although it is not known to be safe.
 *
 * @param contract whether the word is {@code contract}
 * @param because the reason; empty without one
 * @param wrong what is wrong with it; empty when nothing is
 */
record Marker(boolean contract, String because, String wrong) {
  private static final Pattern FORM =
      Pattern.compile(
          "verdigris:\\s*(\\S*)(?:\\s+because\\b[:,]?\\s*(.*))?\\s*(.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Reads a comment's text; empty when it says nothing to Verdigris. */
  static Optional<Marker> of(String comment) {
    Matcher form = FORM.matcher(comment.strip());
    return form.matches() ? Optional.of(of(form)) : Optional.empty();
  }

  private static Marker of(Matcher form) {
    String word = form.group(1).toLowerCase(Locale.ROOT);
    String because = Optional.ofNullable(form.group(2)).orElse("").strip();
    boolean contract = word.equals("contract");
    if (!form.group(3).isBlank() || !(contract || word.equals("expand"))) {
      return new Marker(false, "", "is neither \"contract\" nor \"expand because REASON\"");
    }
    return contract || !because.isEmpty()
        ? new Marker(contract, because, "")
        : new Marker(false, "", "gives no reason");
  }
}
