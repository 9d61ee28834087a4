package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "abort", description = "Asks the process that drives a rollout to take it back.")
final class AbortCommand extends ClusterCommand {
  @Mixin private final ServiceOption service = new ServiceOption();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the record.")
  private String reason = "";

  @Option(names = "--by", paramLabel = "NAME", description = "Who asks; default the user.")
  private Optional<String> by = Optional.empty();

  @Option(
      names = "--past-no-return",
      description = "Also past a point of no return, since the old version can serve again.")
  private boolean pastNoReturn;

  AbortCommand(Surroundings around) {
    super(around);
  }

  @Override
  ExitStatus perform() {
    Application application = checked(() -> service.in(cluster()));
    try (BlueGreenOrchestrator orchestrator = open()) {
      String person = by.orElseGet(around()::person);
      if (pastNoReturn) {
        orchestrator.abortPastNoReturn(application, person, reason);
      } else {
        orchestrator.abort(application, person, reason);
      }
    }
    Remark done =
        Remark.of(
            "requested",
            application,
            "asked for the way back of "
                + application
                + "; if its process is gone, verdigris resume takes it over and goes back");
    print(
        () -> JsonObjects.remark(around().clock().instant(), done), () -> List.of(done.message()));
    return ExitStatus.OK;
  }
}
