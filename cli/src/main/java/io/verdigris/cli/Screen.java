package io.verdigris.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * A few lines at the end of a terminal that are drawn anew in place. Lines above them stay. Safe
 * for use by several threads.
 */
final class Screen implements AutoCloseable {
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  // a terminal made narrower since would otherwise break lines, and the count of them be wrong
  private static final String CLIP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintStream out;
  private final Terminal terminal;
  private List<String> drawn = List.of();
  private boolean open = true;

  Screen(PrintStream out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Tells whether what goes to standard error lands in it too. */
  boolean isShared() {
    return terminal.shared();
  }

  /** Draws these lines over the ones before, as many as the terminal has room for. */
  synchronized void draw(List<StyledLine> lines) {
    if (!open) {
      return;
    }
    List<String> now =
        lines.stream()
            .limit(terminal.rows() - 1L)
            .map(line -> line.render(terminal.columns(), terminal.colour()))
            .toList();
    if (!now.equals(drawn)) {
      write(home() + join(now));
      drawn = now;
    }
  }

  /** Prints a line above. */
  synchronized void above(String line) {
    if (open) {
      write(home() + WRAP + line + "\n" + join(drawn));
    } else {
      out.println(line);
    }
  }

  private String home() {
    String up = drawn.isEmpty() ? HIDE_CURSOR : "\u001b[" + drawn.size() + "A";
    return up + "\r" + CLEAR_BELOW + CLIP;
  }

  private static String join(List<String> lines) {
    return lines.isEmpty() ? WRAP : String.join("\n", lines) + "\n" + WRAP;
  }

  private void write(String text) {
    out.print(text);
    out.flush();
  }

  /** Leaves the lines as they are and gives the cursor back. */
  @Override
  public synchronized void close() {
    if (open && !drawn.isEmpty()) {
      write(WRAP + SHOW_CURSOR);
    }
    open = false;
  }
}
