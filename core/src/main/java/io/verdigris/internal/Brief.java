package io.verdigris.internal;

/** Keeps what others say from growing beyond what the ledger has room for. */
final class Brief {
  private static final String CUT = " …";

  private Brief() {}

  /** Returns the text, its end left out where it has more than so many characters. */
  static String of(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - CUT.length();
    boolean splits = Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splits ? end - 1 : end) + CUT;
  }
}
