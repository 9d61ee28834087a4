package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.HttpMessage.Field;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes bytes as they come and gives the HTTP messages in them. */
final class HttpParser {
  private static final String HEAD_END = "\r\n\r\n";
  private static final int MOST_HEAD = 64 * 1024;
  private static final int MOST_BODY = 16 * 1024 * 1024;

  private final StringBuilder unread = new StringBuilder();
  private final boolean answers;
  private final boolean bodiless;

  private HttpParser(boolean answers, boolean bodiless) {
    this.answers = answers;
    this.bodiless = bodiless;
  }

  static HttpParser ofRequests() {
    return new HttpParser(false, false);
  }

  static HttpParser ofAnswersTo(HttpMessage request) {
    return new HttpParser(true, request.method().equals("HEAD"));
  }

  /** Adds what was read. */
  void add(ByteBuffer bytes) {
    unread.append(StandardCharsets.ISO_8859_1.decode(bytes));
  }

  /** Tells whether something of a message has come that is not complete. */
  boolean hasUnread() {
    return !unread.isEmpty();
  }

  /**
   * Takes the next message.
   *
   * @param ended whether no more bytes will come
   * @throws ProtocolException when this is no HTTP, or too long
   */
  Optional<HttpMessage> next(boolean ended) throws ProtocolException {
    int head = unread.indexOf(HEAD_END);
    if (head < 0) {
      require(unread.length() <= MOST_HEAD, "the header is too long");
      return Optional.empty();
    }
    String[] lines = unread.substring(0, head).split("\r\n", -1);
    require(lines[0].split(" ", 3).length >= 2 && lines[0].contains("HTTP/1."), lines[0]);
    var message = new HttpMessage(lines[0], fields(lines), "");
    return body(message, head + HEAD_END.length(), ended)
        .map(body -> new HttpMessage(lines[0], message.fields(), body));
  }

  private static List<Field> fields(String[] lines) throws ProtocolException {
    var fields = new ArrayList<Field>();
    for (String line : List.of(lines).subList(1, lines.length)) {
      int colon = line.indexOf(':');
      require(colon > 0, line);
      fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return fields;
  }

  private Optional<String> body(HttpMessage head, int from, boolean ended)
      throws ProtocolException {
    if (bodiless || (answers && hasNoBody(head.status()))) {
      return take(from, 0);
    }
    if (head.field("Transfer-Encoding").orElse("").toLowerCase(Locale.ROOT).contains("chunked")) {
      return chunks(from);
    }
    Optional<String> length = head.field("Content-Length");
    if (length.isEmpty() && answers) {
      return ended ? take(from, unread.length() - from) : Optional.empty();
    }
    return take(from, length.isEmpty() ? 0 : number(length.get(), 10));
  }

  private static boolean hasNoBody(int status) {
    return status / 100 == 1 || status == 204 || status == 304;
  }

  private Optional<String> take(int from, int length) {
    if (unread.length() < from + length) {
      return Optional.empty();
    }
    String body = unread.substring(from, from + length);
    unread.delete(0, from + length);
    return Optional.of(body);
  }

  private Optional<String> chunks(int from) throws ProtocolException {
    var body = new StringBuilder();
    int at = from;
    for (int line = unread.indexOf("\r\n", at); line >= 0; line = unread.indexOf("\r\n", at)) {
      int size = number(unread.substring(at, line).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        return afterLastChunk(line, body);
      }
      if (unread.length() < line + size + 4) {
        return Optional.empty();
      }
      body.append(unread, line + 2, line + 2 + size);
      at = line + size + 4;
    }
    return Optional.empty();
  }

  /** After the chunk of size zero come trailers, which nobody here needs, and an empty line. */
  private Optional<String> afterLastChunk(int line, StringBuilder body) {
    int end = unread.indexOf(HEAD_END, line);
    if (end < 0) {
      return Optional.empty();
    }
    unread.delete(0, end + HEAD_END.length());
    return Optional.of(body.toString());
  }

  private static int number(String text, int radix) throws ProtocolException {
    try {
      int number = Integer.parseInt(text, radix);
      require(number >= 0 && number <= MOST_BODY, "length " + text);
      return number;
    } catch (NumberFormatException e) {
      throw (ProtocolException) new ProtocolException("no length: " + text).initCause(e);
    }
  }

  private static void require(boolean holds, String what) throws ProtocolException {
    if (!holds) {
      throw new ProtocolException("not understood: " + what);
    }
  }
}
