package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** Writes a file of what {@code -o json} prints, line by line while it happens. */
final class Recording implements Output {
  private final Path file;
  private final PrintStream stream;
  private final PrintStream err;
  private final JsonOutput lines;
  private boolean closed;

  private Recording(Path file, PrintStream stream, PrintStream err, InstantSource clock) {
    this.file = file;
    this.stream = stream;
    this.err = err;
    lines = new JsonOutput(stream, clock);
  }

  /**
   * Begins a record, and its directory where that is missing.
   *
   * @throws IllegalArgumentException when the file cannot be written
   */
  static Recording to(Path file, PrintStream err, InstantSource clock) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      var stream = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8);
      return new Recording(file, stream, err, clock);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--record \"" + file + "\" cannot be written (" + e + "); give the path of a file", e);
    }
  }

  @Override
  public void onEvent(RolloutEvent event) {
    lines.onEvent(event);
  }

  @Override
  public void ended(Application application, RolloutOutcome outcome) {
    lines.ended(application, outcome);
  }

  @Override
  public void remark(Remark remark) {
    lines.remark(remark);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (stream.checkError()) {
      // the rollout's outcome stays what it is
      err.println("verdigris: the record in " + file + " is not complete: it could not be written");
    }
    stream.close();
  }
}
