package io.verdigris.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** What whoever may look and act shows. It is kept as its digest and never told by this class. */
public final class Token {
  private static final int SHORTEST = 16;
  private static final int LONGEST = 4096;
  private static final int RANDOM_BYTES = 32;

  private final byte[] digest;

  private Token(byte[] digest) {
    this.digest = digest;
  }

  /** Returns a text of 256 random bits, for a token that is made at start. */
  public static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Returns the token of a text.
   *
   * @throws IllegalArgumentException when it has fewer than 16 characters or others than visible
   *     ASCII; the message does not tell the text
   */
  public static Token of(String text) {
    return of("token", text);
  }

  private static Token of(String name, String text) {
    if (text.length() < SHORTEST || text.length() > LONGEST || !text.matches("[!-~]+")) {
      throw new IllegalArgumentException(
          name
              + " (not shown) must be "
              + SHORTEST
              + " to "
              + LONGEST
              + " visible ASCII characters without spaces; make one with: openssl rand -hex 32");
    }
    return new Token(sha256(text));
  }

  /**
   * Reads the token from a file, white space around it left out.
   *
   * @throws IllegalArgumentException naming the file and what is wrong, but not what it holds
   */
  public static Token ofFile(Path file) {
    try {
      if (Files.size(file) > 2 * LONGEST) {
        throw new IllegalArgumentException("\"" + file + "\" is too long to hold just a token");
      }
      return of("the token in \"" + file + "\"", Files.readString(file).strip());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "\"" + file + "\" cannot be read (" + e + "); give a file that holds just the token", e);
    }
  }

  /** Tells whether this is it, in a time that does not depend on how much of it is right. */
  boolean is(String shown) {
    return MessageDigest.isEqual(digest, sha256(shown));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "token (not shown)";
  }
}
