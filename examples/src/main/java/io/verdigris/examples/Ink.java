package io.verdigris.examples;

/** Colours text for a terminal; leaves it alone without one. */
enum Ink {
  BLUE(34),
  GREEN(32),
  RED(31),
  YELLOW(33),
  BOLD(1),
  DIM(2);

  private static final int BACKGROUND = 10;

  private final int code;

  Ink(int code) {
    this.code = code;
  }

  String on(boolean terminal, String text) {
    return terminal && !text.isEmpty() ? escape(code) + text + escape(0) : text;
  }

  /** Returns a bar of this length; nothing without a terminal. */
  String bar(boolean terminal, int length) {
    return terminal && length > 0 ? escape(code + BACKGROUND) + " ".repeat(length) + escape(0) : "";
  }

  /** Returns the ink of what bears a colour's name. */
  static Ink of(String name) {
    return name.startsWith("green") ? GREEN : name.startsWith("blue") ? BLUE : RED;
  }

  private static String escape(int code) {
    return "\u001b[" + code + "m";
  }
}
