package io.verdigris.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
  private static final Instant SENT = Instant.ofEpochSecond(1_700_000_000);
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final byte[] BODY = "{\"event\":\"switched\"}".getBytes(StandardCharsets.UTF_8);
  private final Signature signature = Signature.with(Secret.of("a test", "key"));

  /** As {@code printf '1700000000.%s' "$body" | openssl dgst -sha256 -hmac key} has it. */
  @Test
  void it_is_the_documented_hmac() {
    assertThat(signature.sign(BODY, SENT))
        .isEqualTo(
            "t=1700000000,v1=8ba9cb7d4878d40e3a7ef3775a834bc4a0baaa8b157e1fdadcdbb78ae4655f70");
  }

  @Test
  void what_was_signed_is_accepted_for_as_long_as_it_is_recent() {
    String header = signature.sign(BODY, SENT);

    assertThat(signature.verify(header, BODY, SENT.plusSeconds(300), FIVE_MINUTES)).isTrue();
    assertThat(signature.verify(header, BODY, SENT.minusSeconds(300), FIVE_MINUTES)).isTrue();
    assertThat(signature.verify(header, BODY, SENT.plusSeconds(301), FIVE_MINUTES)).isFalse();
    assertThat(signature.verify(header, BODY, SENT.minusSeconds(301), FIVE_MINUTES)).isFalse();
  }

  @Test
  void another_body_another_secret_and_another_time_are_refused() {
    String header = signature.sign(BODY, SENT);
    byte[] other = "{\"event\":\"promoted\"}".getBytes(StandardCharsets.UTF_8);
    Signature stranger = Signature.with(Secret.of("a test", "other"));
    String later = header.replace("t=1700000000", "t=1700000001");

    assertThat(signature.verify(header, other, SENT, FIVE_MINUTES)).isFalse();
    assertThat(stranger.verify(header, BODY, SENT, FIVE_MINUTES)).isFalse();
    assertThat(signature.verify(later, BODY, SENT, FIVE_MINUTES)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1=00", "t=1,v1=zz", "t=99999999999999999999,v1=00", "t=,v1="})
  void a_header_of_another_form_is_refused(String header) {
    assertThat(signature.verify(header, BODY, SENT, FIVE_MINUTES)).isFalse();
  }
}
