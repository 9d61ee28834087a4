package io.verdigris.migrations;

import java.util.Locale;

/**
 * A part of a script.
 *
 * @param text as it is written; of a comment without its marks
 * @param line the line that it begins at, from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    WORD,
    QUOTED_NAME,
    STRING,
    NUMBER,
    SYMBOL,
    COMMENT,
    /** Ends a statement. */
    END,
    /** A string, name or comment that the script does not close, or that is executed. */
    UNSURE
  }

  boolean is(String wordOrSymbol) {
    return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equalsIgnoreCase(wordOrSymbol);
  }

  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
  }

  /** Returns what the database calls it: names without quotes are not told apart by case. */
  String name() {
    return kind == Kind.QUOTED_NAME
        ? text.substring(1, Math.max(1, text.length() - 1))
        : text.toLowerCase(Locale.ROOT);
  }
}
