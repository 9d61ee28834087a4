package io.verdigris.migrations;

import io.verdigris.migrations.Token.Kind;
import java.util.List;

/**
 * One statement of a script, without comments and its end.
 *
 * @param tokens at least one
 * @param text as it is written
 * @param because the reason that a comment right before it gives for running it; may be empty
 */
record Statement(List<Token> tokens, String text, String because) {
  private static final int LONGEST = 200;

  Statement {
    tokens = List.copyOf(tokens);
  }

  int line() {
    return tokens.get(0).line();
  }

  boolean isUnsure() {
    return tokens.stream().anyMatch(token -> token.kind() == Kind.UNSURE);
  }

  Verdict verdict(Effect effect, String reason, String remedy) {
    return new Verdict(shown(text), line(), effect, reason, remedy, because);
  }

  /** On one line, and not longer than a message can bear. */
  static String shown(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " …";
  }
}
