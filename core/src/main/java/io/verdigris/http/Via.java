package io.verdigris.http;

import io.verdigris.spi.Settings;
import java.util.Locale;

/** How pods are reached. */
public enum Via {
  /** To the pod's address; through the API server where that cannot be connected. */
  AUTO,
  /** To the pod's address only. */
  DIRECT,
  /** Through the API server only. */
  PROXY;

  /**
   * Reads the setting {@code via}; {@link #AUTO} unless set.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  public static Via of(Settings settings) {
    return valueOf(settings.oneOf("via", "auto", "direct", "proxy").toUpperCase(Locale.ROOT));
  }

  /** Returns it as the setting {@code via} has it. */
  public String setting() {
    return name().toLowerCase(Locale.ROOT);
  }
}
