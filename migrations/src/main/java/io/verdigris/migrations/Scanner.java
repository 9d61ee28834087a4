package io.verdigris.migrations;

import io.verdigris.migrations.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a script apart as its database does: comments (nested in PostgreSQL), strings with their
 * escapes, dollar quotes, quoted names, and the {@code DELIMITER} lines of MySQL's client. Every
 * text can be taken apart; what is not closed is a token of its own, to the end of the text.
 */
final class Scanner {
  private static final Pattern DOLLAR =
      Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uffff][\\w\\x80-\\uffff]*)?\\$");
  private static final Pattern DELIMITER =
      Pattern.compile("DELIMITER[ \\t]+(\\S+)[^\\n]*", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d*)?(?:[eE][-+]?\\d+)?");

  private final boolean mysql;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private String delimiter = ";";
  private int at;
  private int line = 1;
  private boolean begun;

  private Scanner(Dialect dialect, String text) {
    this.mysql = dialect == Dialect.MYSQL;
    this.text = text;
  }

  static List<Token> scan(Dialect dialect, String text) {
    var scanner = new Scanner(dialect, text);
    while (scanner.at < text.length()) {
      scanner.next();
    }
    return scanner.tokens;
  }

  private void next() {
    char c = text.charAt(at);
    if (Character.isWhitespace(c) || c == '\ufeff') {
      advance(at + 1);
    } else if (text.startsWith(delimiter, at)) {
      add(Kind.END, at + delimiter.length());
    } else if (!comment(c) && !quoted(c) && !delimiterLine()) {
      plain(c);
    }
  }

  private boolean comment(char c) {
    boolean dashes =
        text.startsWith("--", at)
            && (!mysql || at + 2 == text.length() || text.charAt(at + 2) <= ' ');
    if (dashes || (mysql && c == '#')) {
      int end = text.indexOf('\n', at);
      addComment(at + (dashes ? 2 : 1), end < 0 ? text.length() : end, 0);
    } else if (text.startsWith("/*", at)) {
      block();
    } else {
      return false;
    }
    return true;
  }

  private void addComment(int from, int to, int closing) {
    tokens.add(new Token(Kind.COMMENT, text.substring(from, to).strip(), line));
    advance(to + closing);
  }

  /** MySQL runs what is in a comment that begins with an exclamation mark. */
  private void block() {
    int end = endOfBlock();
    boolean executed = mysql && (text.startsWith("/*!", at) || text.startsWith("/*M!", at));
    if (end < 0 || executed) {
      add(Kind.UNSURE, end < 0 ? text.length() : end);
    } else {
      addComment(at + 2, end - 2, 2);
    }
  }

  private int endOfBlock() {
    int depth = 1;
    int i = at + 2;
    while (i < text.length()) {
      if (text.startsWith("*/", i)) {
        depth--;
        i += 2;
        if (depth == 0) {
          return i;
        }
      } else if (!mysql && text.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else {
        i++;
      }
    }
    return -1;
  }

  private boolean quoted(char c) {
    if (c == '\'') {
      close(Kind.STRING, c, mysql || isEscaping());
    } else if (c == '"') {
      close(mysql ? Kind.STRING : Kind.QUOTED_NAME, c, mysql);
    } else if (mysql && c == '`') {
      close(Kind.QUOTED_NAME, c, false);
    } else {
      return !mysql && c == '$' && dollar();
    }
    return true;
  }

  /** {@code E'…'} of PostgreSQL, in which a backslash takes the next character's meaning away. */
  private boolean isEscaping() {
    Token last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
    return last != null && last.is("E") && text.charAt(at - 1) != ' ';
  }

  private void close(Kind kind, char quote, boolean backslash) {
    int i = at + 1;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (backslash && c == '\\') {
        i += 2;
      } else if (c != quote) {
        i++;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
        i += 2;
      } else {
        add(kind, i + 1);
        return;
      }
    }
    add(Kind.UNSURE, text.length());
  }

  private boolean dollar() {
    Matcher tag = DOLLAR.matcher(text).region(at, text.length());
    if (!tag.lookingAt()) {
      return false;
    }
    int end = text.indexOf(tag.group(), tag.end());
    add(end < 0 ? Kind.UNSURE : Kind.STRING, end < 0 ? text.length() : end + tag.group().length());
    return true;
  }

  private boolean delimiterLine() {
    Matcher directive = DELIMITER.matcher(text).region(at, text.length());
    if (!mysql || begun || !directive.lookingAt()) {
      return false;
    }
    delimiter = directive.group(1);
    advance(directive.end());
    return true;
  }

  private void plain(char c) {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (number.lookingAt()) {
      add(Kind.NUMBER, number.end());
    } else if (isWord(c)) {
      int end = at + 1;
      while (end < text.length() && (isWord(text.charAt(end)) || text.charAt(end) == '$')) {
        end++;
      }
      add(Kind.WORD, end);
    } else {
      add(Kind.SYMBOL, at + 1);
    }
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private void add(Kind kind, int end) {
    tokens.add(new Token(kind, text.substring(at, end), line));
    begun = kind != Kind.END;
    advance(end);
  }

  private void advance(int end) {
    int to = Math.min(end, text.length());
    for (; at < to; at++) {
      line += text.charAt(at) == '\n' ? 1 : 0;
    }
  }
}
