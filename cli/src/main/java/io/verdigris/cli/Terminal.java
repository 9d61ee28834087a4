package io.verdigris.cli;

import java.util.Map;
import java.util.Optional;

/**
 * The terminal that standard output is.
 *
 * @param columns its width, at least 20
 * @param rows its height, at least 5
 * @param colour whether it may be written to in colours
 * @param shared whether standard error is a terminal too, so that it may be the same
 */
record Terminal(int columns, int rows, boolean colour, boolean shared) {
  private static final int LEAST_COLUMNS = 20;
  private static final int LEAST_ROWS = 5;

  /** Corrects sizes that nothing can be drawn in. */
  Terminal {
    columns = Math.max(LEAST_COLUMNS, columns);
    rows = Math.max(LEAST_ROWS, rows);
  }

  /**
   * Finds the process' terminal. The launcher tells of one in {@code verdigris.terminal}, as {@code
   * ROWS COLUMNS}, then {@code shared} when standard error is a terminal too: the virtual machine
   * itself cannot tell which of its streams is one.
   */
  static Optional<Terminal> ofProcess(Map<String, String> env) {
    return Optional.ofNullable(System.getProperty("verdigris.terminal"))
        .filter(told -> !env.getOrDefault("TERM", "dumb").equals("dumb"))
        .map(told -> of(told, env));
  }

  /** Makes one from what the launcher says and the environment. */
  static Terminal of(String told, Map<String, String> env) {
    String[] words = told.strip().split(" ", -1);
    boolean known = words.length >= 2;
    int rows = number(known ? words[0] : env.getOrDefault("LINES", ""), 24);
    int columns = number(known ? words[1] : env.getOrDefault("COLUMNS", ""), 80);
    boolean shared = told.endsWith("shared");
    return new Terminal(columns, rows, env.getOrDefault("NO_COLOR", "").isEmpty(), shared);
  }

  private static int number(String text, int otherwise) {
    return text.matches("[1-9]\\d{0,4}") ? Integer.parseInt(text) : otherwise;
  }
}
