package io.verdigris;

import java.util.Locale;
import java.util.Optional;

/**
 * The two environments of an application, as the value of the colour label on pods and selector.
 */
public enum Colour {
  BLUE,
  GREEN;

  /** Returns the label's value: {@code blue} or {@code green}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the other colour. */
  public Colour other() {
    return this == BLUE ? GREEN : BLUE;
  }

  /** Finds the colour with this label value; empty when the value names no colour. */
  public static Optional<Colour> ofLabel(String value) {
    return switch (value) {
      case "blue" -> Optional.of(BLUE);
      case "green" -> Optional.of(GREEN);
      default -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return label();
  }
}
