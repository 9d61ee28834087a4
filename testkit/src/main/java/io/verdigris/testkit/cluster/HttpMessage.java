package io.verdigris.testkit.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A request or an answer of HTTP/1.1.
 *
 * @param start the first line, such as {@code GET / HTTP/1.1}
 * @param fields the header's fields in their order
 * @param body the body, one character for each byte (ISO 8859-1)
 */
record HttpMessage(String start, List<Field> fields, String body) {
  private static final Set<String> OF_ONE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "content-length");

  /** One line of a header. */
  record Field(String name, String value) {}

  HttpMessage {
    fields = List.copyOf(fields);
  }

  /** A request without a body. */
  static HttpMessage get(String target, String host) {
    return new HttpMessage("GET " + target + " HTTP/1.1", List.of(new Field("Host", host)), "");
  }

  /** An answer in plain text. */
  static HttpMessage text(int status, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new HttpMessage(
        "HTTP/1.1 " + status + " " + reason(status),
        List.of(new Field("Content-Type", "text/plain; charset=utf-8")),
        new String(bytes, StandardCharsets.ISO_8859_1));
  }

  String method() {
    return word(0);
  }

  /** Returns a request's path with its query. */
  String target() {
    return word(1);
  }

  /** Returns a request's path without its query. */
  String path() {
    return target().split("\\?", 2)[0];
  }

  /** Returns an answer's status. */
  int status() {
    return Integer.parseInt(word(1));
  }

  /** Returns the first value of a field. */
  Optional<String> field(String name) {
    return fields.stream()
        .filter(f -> f.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  /** Tells whether the connection stays open after this message, as far as its sender says. */
  boolean keepsAlive() {
    String wish = field("Connection").orElse("").toLowerCase(Locale.ROOT);
    return start.contains("HTTP/1.0") ? wish.contains("keep-alive") : !wish.contains("close");
  }

  HttpMessage with(String name, String value) {
    var more = new ArrayList<>(fields);
    more.removeIf(f -> f.name().equalsIgnoreCase(name));
    more.add(new Field(name, value));
    return new HttpMessage(start, more, body);
  }

  /** Returns the message without what concerns only the connection on which it came. */
  HttpMessage forwarded() {
    List<Field> rest =
        fields.stream()
            .filter(f -> !OF_ONE_CONNECTION.contains(f.name().toLowerCase(Locale.ROOT)))
            .toList();
    return new HttpMessage(start, rest, body);
  }

  byte[] bodyBytes() {
    return body.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns the bytes to send; an answer to {@code HEAD} tells its length and has no body. */
  ByteBuffer encode(boolean withBody) {
    var text = new StringBuilder(start).append("\r\n");
    fields.stream()
        .filter(f -> !f.name().equalsIgnoreCase("Content-Length"))
        .forEach(f -> text.append(f.name()).append(": ").append(f.value()).append("\r\n"));
    text.append("Content-Length: ").append(body.length()).append("\r\n\r\n");
    text.append(withBody ? body : "");
    return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private String word(int index) {
    String[] words = start.split(" ", 3);
    return index < words.length ? words[index] : "";
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 500 -> "Internal Server Error";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      default -> "Status";
    };
  }
}
