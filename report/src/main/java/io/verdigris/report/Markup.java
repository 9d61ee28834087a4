package io.verdigris.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds markup that is well-formed as HTML and as XML by construction: whatever comes from outside
 * goes through {@link #text} or an attribute's value, and both are escaped here.
 */
public final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element; attributes are names and values in turn. */
  public Markup open(String tag, String... attributes) {
    start(tag, attributes).append('>');
    open.push(tag);
    return this;
  }

  /** Closes the innermost open element. */
  public Markup close() {
    out.append("</").append(open.pop()).append(">\n");
    return this;
  }

  /** Adds an element with text only. */
  public Markup element(String tag, String text, String... attributes) {
    start(tag, attributes).append('>').append(escape(text)).append("</").append(tag).append(">\n");
    return this;
  }

  /** Adds an element without content. */
  public Markup empty(String tag, String... attributes) {
    start(tag, attributes).append("/>\n");
    return this;
  }

  /** Adds text. */
  public Markup text(String text) {
    out.append(escape(text));
    return this;
  }

  /** Adds markup of the page's own; never anything that comes from outside. */
  public Markup own(String markup) {
    out.append(markup);
    return this;
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("elements left open: " + open);
    }
    return out.toString();
  }

  private StringBuilder start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      out.append(escape(attributes[i + 1])).append('"');
    }
    return out;
  }

  /** Escapes what means something to HTML and replaces what no XML document may contain. */
  static String escape(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(escaped, c));
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, int c) {
    switch (c) {
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '&' -> escaped.append("&amp;");
      case '"' -> escaped.append("&quot;");
      case '\'' -> escaped.append("&#39;");
      default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
    }
  }

  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c < 0x7F)
        || (c > 0x9F && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
