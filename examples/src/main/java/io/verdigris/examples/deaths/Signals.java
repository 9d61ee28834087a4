package io.verdigris.examples.deaths;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals to processes by the command {@code kill}; Java itself knows none but the end. */
final class Signals {
  private Signals() {}

  /**
   * Sends a signal and returns once it is sent.
   *
   * @param signal such as {@code -STOP}
   * @throws IllegalStateException when there is no such process
   */
  static void send(String signal, long pid) {
    try {
      int status =
          new ProcessBuilder("kill", signal, Long.toString(pid)).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill " + signal + " " + pid + ": status " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no process can be signalled", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling " + pid, e);
    }
  }
}
