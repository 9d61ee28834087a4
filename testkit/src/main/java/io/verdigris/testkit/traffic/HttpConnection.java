package io.verdigris.testkit.traffic;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One HTTP/1.1 connection over a plain socket, so that nothing is sent again or pooled unseen. Not
 * safe for use by several threads.
 */
final class HttpConnection implements AutoCloseable {
  private static final int LONGEST_LINE = 16 * 1024;

  private final URI uri;
  private final Socket socket = new Socket();
  private final InputStream in;
  private boolean answering;

  private HttpConnection(URI uri, Duration timeout) throws IOException {
    this.uri = uri;
    int millis = Math.toIntExact(timeout.toMillis());
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    try {
      socket.setTcpNoDelay(true);
      var target = new InetSocketAddress(uri.getHost(), port);
      if (!target.isUnresolved()) {
        Sources.choose(socket, target.getAddress());
      }
      socket.connect(target, millis);
      socket.setSoTimeout(millis);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  static HttpConnection open(URI uri, Duration timeout) throws IOException {
    return new HttpConnection(uri, timeout);
  }

  /** An answer's status and headers, names in lower case. */
  record Head(int status, Map<String, String> headers) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    boolean keepsAlive() {
      return !header("connection").equalsIgnoreCase("close");
    }
  }

  /** Sends a GET and reads the whole answer. */
  Head get(Map<String, String> headers, boolean keepAlive) throws IOException {
    answering = false;
    var request = new StringBuilder("GET ").append(target()).append(" HTTP/1.1\r\n");
    headers.forEach(
        (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    headers.keySet().stream()
        .filter(name -> name.equalsIgnoreCase("host"))
        .findAny()
        .ifPresentOrElse(
            name -> {}, () -> request.append("Host: ").append(uri.getAuthority()).append("\r\n"));
    request.append("Connection: ").append(keepAlive ? "keep-alive" : "close").append("\r\n\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
    return read();
  }

  /** Tells whether any of the last answer had come when it failed. */
  boolean answering() {
    return answering;
  }

  private String target() {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private Head read() throws IOException {
    String[] status = line().split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
      throw new IOException("is no HTTP answer: " + String.join(" ", status));
    }
    var headers = new TreeMap<String, String>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    var head = new Head(Integer.parseInt(status[1]), headers);
    body(head);
    return head;
  }

  private void body(Head head) throws IOException {
    if (head.header("transfer-encoding").equalsIgnoreCase("chunked")) {
      for (int size = chunk(); size > 0; size = chunk()) {
        in.skipNBytes(size);
        line();
      }
      line();
    } else if (!head.header("content-length").isEmpty()) {
      in.skipNBytes(Long.parseLong(head.header("content-length")));
    } else {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      answering = true;
      if (c != '\r') {
        line.append((char) c);
      }
      if (line.length() > LONGEST_LINE) {
        throw new IOException("a line of the answer is longer than " + LONGEST_LINE);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }
}
