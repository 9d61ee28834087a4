package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class HttpParserTest {
  @Test
  void requests_are_taken_one_by_one_however_they_come() throws ProtocolException {
    var parser = HttpParser.ofRequests();
    String text =
        "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
            + "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\ndef\r\n1\r\ng\r\n0\r\n\r\n"
            + "GET /c HTTP/1.1\r\n\r\n";
    var seen = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      parser.add(bytes(text.substring(i, i + 1)));
      parser.next(false).ifPresent(m -> seen.append(m.target()).append(m.body()).append(' '));
    }
    assertThat(seen).hasToString("/aabc /bdefg /c ");
    assertThat(parser.hasUnread()).isFalse();
  }

  @Test
  void an_answer_without_length_ends_with_its_connection() throws ProtocolException {
    var parser = HttpParser.ofAnswersTo(HttpMessage.get("/", "pod"));
    parser.add(bytes("HTTP/1.1 200 OK\r\n\r\nhalf"));
    assertThat(parser.next(false)).isEmpty();
    assertThat(parser.next(true).orElseThrow().body()).isEqualTo("half");
  }

  @Test
  void what_is_no_http_is_refused() {
    var parser = HttpParser.ofRequests();
    parser.add(bytes("hello\r\n\r\n"));
    assertThatThrownBy(() -> parser.next(false)).isInstanceOf(ProtocolException.class);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
