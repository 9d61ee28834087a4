package io.verdigris.benchmarks;

import io.verdigris.benchmarks.soak.Soak;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code measure soak}. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "Rolls out applications of the embedded cluster over and over in one process, and measures"
            + " whether it grows.")
final class SoakCommand implements Callable<Integer> {
  @Option(
      names = "--rollouts",
      description = "How many rollouts at the most; default ${DEFAULT-VALUE}.",
      defaultValue = "2000")
  long rollouts;

  @Option(
      names = "--minutes",
      description = "For how many minutes at the most; default ${DEFAULT-VALUE}.",
      defaultValue = "15")
  long minutes;

  @Option(
      names = "--applications",
      description = "How many are rolled out side by side; default ${DEFAULT-VALUE}.",
      defaultValue = "16")
  int applications;

  @Option(
      names = "--every",
      description = "After how many rollouts a sample is taken; default ${DEFAULT-VALUE}.",
      defaultValue = "50")
  long every;

  @Option(
      names = "--jvm-option",
      description = "One more option of the JVM that is measured; repeatable.")
  List<String> options = List.of();

  @Option(names = "--picture", description = "Where the figures are drawn, as SVG.")
  @Nullable Path picture;

  @Override
  public Integer call() throws InterruptedException {
    var terms = new Soak.Terms(applications, rollouts, every, Duration.ofMinutes(minutes), options);
    return new Soak(terms, System.out).measure(Optional.ofNullable(picture))
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }
}
