package io.verdigris.notifications;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a webhook call, in the header {@code Verdigris-Signature}: {@code
 * t=SECONDS,v1=HEX}. {@code HEX} is the HMAC-SHA256, keyed with the secret's UTF-8 bytes, of {@code
 * SECONDS}, a dot and the body as it was sent; {@code SECONDS} is when it was sent, since 1970. As
 * the time is signed too, an old call cannot be played again.
 */
public final class Signature {
  /** The header's name. */
  public static final String HEADER = "Verdigris-Signature";

  private static final Pattern FORM = Pattern.compile("t=(\\d{1,12}),v1=([0-9a-f]{64})");

  private final Secret secret;

  private Signature(Secret secret) {
    this.secret = secret;
  }

  /** Returns what signs and checks with this secret. */
  public static Signature with(Secret secret) {
    return new Signature(secret);
  }

  /** Returns the header's value for a body that is sent at this time. */
  public String sign(byte[] body, Instant at) {
    String seconds = Long.toString(at.getEpochSecond());
    return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac(seconds, body));
  }

  /**
   * Tells whether the body was sent by who has the secret, at most {@code tolerance} before or
   * after {@code now}; that is compared in constant time.
   *
   * @param header the header's value; of another form it is refused
   */
  public boolean verify(String header, byte[] body, Instant now, Duration tolerance) {
    Matcher form = FORM.matcher(header);
    if (!form.matches()) {
      return false;
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(form.group(1)));
    boolean recent = Duration.between(sent, now).abs().compareTo(tolerance) <= 0;
    byte[] stated = HexFormat.of().parseHex(form.group(2));
    return MessageDigest.isEqual(stated, mac(form.group(1), body)) && recent;
  }

  private byte[] mac(String seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
