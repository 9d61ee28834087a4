package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "Says how an application stands and what may be done now.")
final class StatusCommand extends ClusterCommand {
  @Mixin private final ServiceOption service = new ServiceOption();

  StatusCommand(Surroundings around) {
    super(around);
  }

  @Override
  ExitStatus perform() {
    Application application = checked(() -> service.in(cluster()));
    try (BlueGreenOrchestrator orchestrator = open()) {
      RolloutStatus status = orchestrator.status(application);
      print(() -> JsonObjects.status(status), () -> StatusText.of(status));
      return ExitStatus.OK;
    }
  }
}
