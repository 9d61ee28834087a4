package io.verdigris.cli;

import io.verdigris.VerdigrisException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code verdigris}. */
@Command(
    name = "verdigris",
    description = "Blue-green deployments on Kubernetes.",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Verdigris.Version.class,
    footer = {
      "",
      "Exit status: 0 promoted or done, 10 rejected before traffic moved, 11 rolled back, 12 halted,"
          + " 2 usage, 1 unexpected."
    })
public final class Verdigris {
  private Verdigris() {}

  /** Runs a command and ends the process with its exit status. */
  public static void main(String... args) {
    Logging.configure(Arrays.asList(args));
    System.exit(execute(Surroundings.ofProcess(), args));
  }

  /** Runs a command and returns its exit status. */
  static int execute(Surroundings around, String... args) {
    CommandLine line = commandLine(around);
    int status = line.execute(args);
    around.out().flush();
    around.err().flush();
    return status;
  }

  /** Returns the command with all its subcommands. */
  static CommandLine commandLine(Surroundings around) {
    var line =
        new CommandLine(new Verdigris())
            .addSubcommand(new RunCommand(around))
            .addSubcommand(new PlanCommand(around))
            .addSubcommand(new ResumeCommand(around))
            .addSubcommand(new StatusCommand(around))
            .addSubcommand(new WatchCommand(around))
            .addSubcommand(new ServeCommand(around))
            .addSubcommand(new AbortCommand(around))
            .addSubcommand(new ApproveCommand(around))
            .addSubcommand(new RollbackCommand(around))
            .addSubcommand(new JudgeCommand(around))
            .addSubcommand(new ReportCommand(around))
            .addSubcommand(new AdoptCommand(around))
            .addSubcommand(new EjectCommand(around))
            .addSubcommand(new GuardCommand(around));
    converters(line);
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setAllowOptionsAsOptionParameters(false)
        .setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8))
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Verdigris::usage)
        .setExecutionExceptionHandler(Verdigris::failed);
  }

  private static void converters(CommandLine line) {
    converter(line, Duration.class, Durations::parse);
    converter(line, Settings.Image.class, Settings.Image::parse);
    converter(line, Settings.Env.class, Settings.Env::parse);
    converter(line, Settings.Label.class, Settings.Label::parse);
    converter(line, Settings.Latency.class, Settings.Latency::parse);
    converter(line, Settings.WhenInconclusive.class, Settings.WhenInconclusive::parse);
    converter(line, Settings.Metrics.class, Settings.Metrics::parse);
    converter(line, Settings.WhenBlind.class, Settings.WhenBlind::parse);
    converter(line, Settings.Drain.class, Settings.Drain::parse);
    converter(line, Settings.Step.class, Settings.Step::parse);
    converter(line, NotifyOption.class, NotifyOption::parse);
    converter(line, Settings.Switcher.class, Settings.Switcher::parse);
  }

  private static <T> void converter(CommandLine line, Class<T> type, ITypeConverter<T> converter) {
    line.registerConverter(
        type,
        text -> {
          try {
            return converter.convert(text);
          } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
          }
        });
  }

  private static int usage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    String name = line.getCommandSpec().qualifiedName();
    err.println(name + ": " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + name + " --help'.");
    }
    if (Logging.isVerbose(Arrays.asList(args)) && e.getCause() != null) {
      e.getCause().printStackTrace(err);
    }
    return ExitStatus.USAGE.code();
  }

  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    boolean expected = e instanceof VerdigrisException && e.getMessage() != null;
    err.println(
        line.getCommandSpec().qualifiedName()
            + ": "
            + (expected ? e.getMessage() : "unexpected: " + e + "; -v shows where"));
    if (Logging.isVerbose(parsed.originalArgs())) {
      e.printStackTrace(err);
    }
    return ExitStatus.UNEXPECTED.code();
  }

  /** Finds the version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Verdigris.class.getPackage().getImplementationVersion();
      return new String[] {"verdigris " + (version == null ? "development" : version)};
    }
  }
}
