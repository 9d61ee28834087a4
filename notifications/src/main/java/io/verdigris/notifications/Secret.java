package io.verdigris.notifications;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A value that must not be seen, and where it is from. Its text is only where it is from, so that
 * it may stand in logs and messages. Immutable.
 */
public final class Secret {
  private final String origin;
  private final String value;

  private Secret(String origin, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(origin + " must hold a value, but is empty");
    }
    this.origin = origin;
    this.value = value.strip();
  }

  /**
   * Reads an environment variable of this process.
   *
   * @throws IllegalArgumentException when it is not set or empty
   */
  public static Secret env(String name) {
    return env(name, System.getenv());
  }

  /**
   * Reads a variable of this environment.
   *
   * @throws IllegalArgumentException when it is not set or empty
   */
  public static Secret env(String name, Map<String, String> environment) {
    String origin = "environment variable " + name;
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalArgumentException(origin + " must hold a value, but is not set");
    }
    return new Secret(origin, value);
  }

  /**
   * Reads a file of UTF-8 text, such as one of a mounted Kubernetes Secret; blanks and line ends
   * around the value do not count.
   *
   * @throws IllegalArgumentException when it cannot be read or is empty
   */
  public static Secret file(Path file) {
    String origin = "file " + file;
    try {
      return new Secret(origin, Files.readString(file));
    } catch (IOException e) {
      // not as the cause: a decoder's message may quote what it has read
      throw new IllegalArgumentException(
          origin + " cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  /**
   * Takes a value that the program has found by itself.
   *
   * @param origin where it is from, for people
   * @throws IllegalArgumentException when it is empty
   */
  public static Secret of(String origin, String value) {
    return new Secret(origin, value);
  }

  String value() {
    return value;
  }

  /** Returns where it is from, never what it is. */
  @Override
  public String toString() {
    return origin;
  }
}
