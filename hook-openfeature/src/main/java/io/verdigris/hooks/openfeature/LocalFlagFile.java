package io.verdigris.hooks.openfeature;

import io.verdigris.VerdigrisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Flags in a file of this machine, which nobody else should write meanwhile. */
record LocalFlagFile(Path file) implements FlagFile {
  @Override
  public String place() {
    return "file " + file;
  }

  @Override
  public Optional<String> read() {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new VerdigrisException(place() + " cannot be read: " + e, e);
    }
  }

  /** A reader finds the old text or the new one, never a half. */
  @Override
  public synchronized void change(UnaryOperator<String> change) {
    String before = read().orElseThrow(() -> new VerdigrisException(place() + " is not there"));
    String after = change.apply(before);
    if (after.equals(before)) {
      return;
    }
    try {
      Path beside = Files.createTempFile(file.toAbsolutePath().getParent(), ".flags", ".json");
      Files.writeString(beside, after);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new VerdigrisException(place() + " cannot be written: " + e, e);
    }
  }
}
