package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "approve", description = "Lets a rollout go on that waits for a person.")
final class ApproveCommand extends ClusterCommand {
  @Mixin private final ServiceOption service = new ServiceOption();

  @Option(names = "--by", paramLabel = "NAME", description = "Who approves; default the user.")
  private Optional<String> by = Optional.empty();

  ApproveCommand(Surroundings around) {
    super(around);
  }

  @Override
  ExitStatus perform() {
    Application application = checked(() -> service.in(cluster()));
    try (BlueGreenOrchestrator orchestrator = open()) {
      orchestrator.approve(application, by.orElseGet(around()::person));
    }
    Remark done =
        Remark.of("requested", application, "approval of " + application + " is recorded");
    print(
        () -> JsonObjects.remark(around().clock().instant(), done), () -> List.of(done.message()));
    return ExitStatus.OK;
  }
}
