package io.verdigris.migrations;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * One migration that has not run yet.
 *
 * @param id what its tool calls it, such as {@code V4__add_note.sql}
 * @param checksum of id and content, 64 hexadecimal digits: an edited migration is another one
 * @param ordered whether it has a place among the others; a repeatable one has none
 * @param script what is to be said of its statements
 */
public record Migration(String id, String checksum, boolean ordered, SqlScript script) {

  /** Makes one of SQL text. */
  public static Migration of(String id, boolean ordered, Dialect dialect, String sql) {
    return new Migration(id, checksum(id + "\n" + sql), ordered, SqlScript.judge(dialect, sql));
  }

  /** Returns the SHA-256 of a text in hexadecimal digits. */
  public static String checksum(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }

  /** Tells whether it takes away what an earlier version may use, by its own word. */
  public boolean contract() {
    return script.contract();
  }

  /** Returns the statements that run because the script says why, not because they are safe. */
  public List<Verdict> excused() {
    return script.verdicts().stream()
        .filter(v -> v.effect() != Effect.EXPAND && !v.because().isEmpty())
        .toList();
  }

  /**
   * Tells whether it waits for transactions to end without stopping anybody, and should not be
   * broken off meanwhile, since an invalid index would be left behind.
   */
  public boolean waitsForTransactions() {
    return script.verdicts().stream()
        .anyMatch(v -> v.statement().toUpperCase(Locale.ROOT).contains("CONCURRENTLY"));
  }
}
