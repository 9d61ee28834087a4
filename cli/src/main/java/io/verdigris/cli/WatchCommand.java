package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.RolloutStatus;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "watch",
    description = {
      "Shows a rollout that another process drives, until it has ended; changes nothing.",
      "One that has ended already is told at once. The exit status is the rollout's; 1 when there"
          + " has been none, and when a signal ends watching."
    })
final class WatchCommand extends ClusterCommand {
  @Mixin private final ServiceOption service = new ServiceOption();

  @Option(names = "--no-progress", description = "Prints plain lines on a terminal too.")
  private boolean plain;

  WatchCommand(Surroundings around) {
    super(around);
  }

  @Override
  ExitStatus perform() {
    Application application = checked(() -> service.in(cluster()));
    try (BlueGreenOrchestrator orchestrator = open();
        WatchOutput output = output(application);
        var watching = new Watching(orchestrator, application, output)) {
      Ending.Registration registration = around().ending().onEnd(watching::end);
      try {
        return ended(watching.untilEnded());
      } finally {
        registration.close();
      }
    }
  }

  private static ExitStatus ended(RolloutStatus status) {
    return status
        .phase()
        .filter(phase -> phase.isFinal())
        .map(ExitStatus::of)
        .orElse(ExitStatus.UNEXPECTED);
  }

  private WatchOutput output(Application application) {
    if (cluster().json()) {
      return WatchOutput.json(around().out(), around().clock());
    }
    return around()
        .terminal()
        .filter(t -> !plain && !cluster().verbose())
        .map(t -> WatchOutput.live(application, live(application, t)))
        .orElseGet(() -> WatchOutput.lines(around().out(), around().clock(), around().zone()));
  }

  private LiveOutput live(Application application, Terminal terminal) {
    var screen = new Screen(around().out(), terminal);
    return new LiveOutput(application, new LiveView(Optional.empty()), screen, around().clock());
  }
}
