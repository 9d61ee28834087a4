package io.verdigris.cli;

import io.verdigris.report.HtmlReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  @Option(
      names = "--record",
      paramLabel = "FILE.json",
      description = "Writes what -o json prints, every sample included, for verdigris judge.")
  private Optional<Path> record = Optional.empty();

  @Option(
      names = "--notify",
      paramLabel = "TARGET",
      description = {
        "Tells a webhook or Slack what happens: slack:env=NAME or webhook:file=FILE, which hold the",
        "URL; ,events=EVENT+EVENT, and ,secret-env=NAME for a signature; repeatable."
      })
  private List<NotifyOption> notify = new ArrayList<>();

  boolean plain() {
    return plain;
  }

  private Optional<Report> report(String title) {
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
   * Starts what was asked for beside what is shown.
   *
   * @throws IllegalArgumentException when it could not be written
   */
  List<Output> beside(String title, Surroundings around) {
    var outputs = new ArrayList<Output>();
    report(title).map(r -> new Reporting(r, around.err())).ifPresent(outputs::add);
    record.map(f -> Recording.to(f, around.err(), around.clock())).ifPresent(outputs::add);
    notify.forEach(n -> outputs.add(new Notifying(n.start(around.env()))));
    return outputs;
  }

  /**
   * A report and where it goes.
   *
   * @param file the page
   * @param html what it will hold
   */
  record Report(Path file, HtmlReport html) {}
}
