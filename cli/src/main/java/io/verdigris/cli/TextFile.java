package io.verdigris.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the files that options name. */
final class TextFile {
  private static final int LONGEST = 1024 * 1024;

  private TextFile() {}

  /**
   * Reads a file of UTF-8 text, at most 1 MiB; {@code -} is standard input.
   *
   * @throws IllegalArgumentException naming option, file and reason
   */
  static String read(String option, Path file) {
    String name = option + " \"" + file + "\"";
    try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new IllegalArgumentException(name + " is longer than 1 MiB; give one manifest");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(name + " is not UTF-8 text; give a YAML file", e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(name + " does not exist; give the path of a file", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          name + " cannot be read (" + e.getMessage() + "); give the path of a readable file", e);
    }
  }
}
