package io.verdigris.cli;

import io.verdigris.report.HtmlReport;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the page of {@code run --report} from records; needs no cluster. */
@Command(
    name = "report",
    description =
        "Writes what was recorded of rollouts as one HTML page, for a browser or a phone.")
final class ReportCommand implements Callable<Integer> {
  private final Surroundings around;

  @Option(
      names = "--from",
      required = true,
      arity = "1",
      paramLabel = "FILE.json",
      description =
          "What run --record or run -o json has written; - reads standard input. May be given"
              + " several times: all go onto one page.")
  private List<Path> from = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE.html",
      description = "The page; its directory is made where that is missing.")
  private Path page = Path.of("report.html");

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      defaultValue = "Verdigris",
      description = "The page's title; default ${DEFAULT-VALUE}.")
  private String title = "Verdigris";

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  ReportCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    try {
      write();
      around.out().println("wrote " + page);
      return ExitStatus.OK.code();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Nothing is written before all has been read. */
  private void write() {
    refuseDirectory();
    var report = new HtmlReport(title);
    var events = new AtomicLong();
    for (Path file : from) {
      RecordedEvents.read(
          "--from",
          file,
          event -> {
            events.incrementAndGet();
            report.onEvent(event);
          },
          report::outcome);
    }
    if (events.get() == 0) {
      throw new IllegalArgumentException(
          "--from " + from + " tells of no rollout; give a file that run --record has written");
    }
    try {
      report.write(page);
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(
          "--output \"" + page + "\" cannot be written (" + e.getCause() + "); give another path",
          e);
    }
  }

  private void refuseDirectory() {
    if (Files.isDirectory(page)) {
      throw new IllegalArgumentException(
          "--output \"" + page + "\" is a directory; give the path of a file in it");
    }
  }
}
