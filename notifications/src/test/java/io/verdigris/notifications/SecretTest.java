package io.verdigris.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  @TempDir private Path dir;

  @Test
  void it_says_where_it_is_from_but_not_what_it_is() throws IOException {
    Path file = Files.writeString(dir.resolve("url"), "http://127.0.0.1/abc\n");

    assertThat(Secret.file(file)).hasToString("file " + file);
    assertThat(Secret.file(file).value()).isEqualTo("http://127.0.0.1/abc");
    assertThat(Secret.env("URL", Map.of("URL", "x"))).hasToString("environment variable URL");
  }

  @Test
  void what_is_missing_or_empty_is_named() throws IOException {
    Path empty = Files.writeString(dir.resolve("empty"), " \n");
    Path binary = Files.write(dir.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThatThrownBy(() -> Secret.env("URL", Map.of()))
        .hasMessage("environment variable URL must hold a value, but is not set");
    assertThatThrownBy(() -> Secret.file(empty))
        .hasMessage("file " + empty + " must hold a value, but is empty");
    assertThatThrownBy(() -> Secret.file(dir.resolve("none")))
        .hasMessage("file " + dir.resolve("none") + " cannot be read (NoSuchFileException)");
    assertThatThrownBy(() -> Secret.file(binary)).hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://h/T0P", "hooks/T0P", "http:///T0P", "http://h/ T0P", "://T0P"})
  void what_is_no_url_is_refused_without_being_repeated(String url) {
    assertThatThrownBy(() -> Notifier.webhook(Secret.of("file url", url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("file url must hold an absolute URL of http or https, but does not")
        .hasNoCause();
  }
}
