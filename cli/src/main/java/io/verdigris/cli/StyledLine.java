package io.verdigris.cli;

import java.util.ArrayList;
import java.util.List;

/** One line of a terminal, in pieces of one style each. Immutable. */
final class StyledLine {
  /** How a piece looks. */
  enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    GOOD("32"),
    BAD("31"),
    BLUE("34"),
    GREEN("32"),
    CURRENT("1;36");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  private record Piece(String text, Style style) {}

  private final List<Piece> pieces;

  private StyledLine(List<Piece> pieces) {
    this.pieces = pieces;
  }

  static StyledLine empty() {
    return new StyledLine(List.of());
  }

  static StyledLine of(String text) {
    return empty().and(text);
  }

  StyledLine and(String text) {
    return and(text, Style.PLAIN);
  }

  StyledLine and(String text, Style style) {
    var more = new ArrayList<>(pieces);
    more.add(new Piece(text, style));
    return new StyledLine(List.copyOf(more));
  }

  /** Returns the line as a terminal takes it, cut to its width. */
  String render(int columns, boolean colour) {
    var out = new StringBuilder();
    int left = columns;
    for (Piece piece : pieces) {
      String text = piece.text().substring(0, Math.min(left, piece.text().length()));
      left -= text.length();
      boolean styled = colour && !text.isEmpty() && piece.style() != Style.PLAIN;
      out.append(styled ? "\u001b[" + piece.style().code + "m" + text + "\u001b[0m" : text);
    }
    return out.toString();
  }
}
