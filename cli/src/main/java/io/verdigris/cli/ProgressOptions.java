package io.verdigris.cli;

import io.verdigris.report.HtmlReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a rollout is shown while it goes on and afterwards. */
final class ProgressOptions {
  @Option(names = "--no-progress", description = "Prints plain lines on a terminal too.")
  private boolean plain;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Writes what happened as one HTML page.")
  private Optional<Path> report = Optional.empty();

  boolean plain() {
    return plain;
  }

  /**
   * Starts the report that was asked for.
   *
   * @throws IllegalArgumentException when it could not be written
   */
  Optional<Report> report(String title) {
    report
        .filter(Files::isDirectory)
        .ifPresent(
            file -> {
              throw new IllegalArgumentException(
                  "--report \"" + file + "\" is a directory; give the path of a file in it");
            });
    return report.map(file -> new Report(file, new HtmlReport(title)));
  }

  /**
   * A report and where it goes.
   *
   * @param file the page
   * @param html what it will hold
   */
  record Report(Path file, HtmlReport html) {}
}
