package io.verdigris.benchmarks.edge;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Asks an edge for a host whose name nobody resolves, each time on a new connection. */
final class Answers {
  private static final int LIMIT_MILLIS = 2_000;

  private Answers() {}

  /** Returns a field of the header of an answer with status 200; empty where there is none. */
  static Optional<String> header(URI edge, String host, String field) throws IOException {
    String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    try (var socket = new Socket(edge.getHost(), edge.getPort())) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return value(answer.lines().toList(), field.toLowerCase(Locale.ROOT) + ": ");
    }
  }

  private static Optional<String> value(List<String> lines, String name) {
    boolean good = !lines.isEmpty() && lines.get(0).contains(" 200 ");
    return lines.stream()
        .filter(line -> good && line.toLowerCase(Locale.ROOT).startsWith(name))
        .map(line -> line.substring(name.length()))
        .findFirst();
  }

  /** Waits until the host is answered. */
  static void until(URI edge, String host, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!answers(edge, host)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("nothing answers for " + host + " at " + edge);
      }
    }
  }

  private static boolean answers(URI edge, String host) {
    try {
      return header(edge, host, "x-version").isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
