package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Rollout;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "resume",
    description = "Takes over what no living process drives, and drives it to its end.")
final class ResumeCommand extends DrivingCommand {
  @Option(
      names = {"-s", "--service"},
      paramLabel = "SERVICE",
      description = "Only this application; else all of the namespace.")
  private Optional<String> service = Optional.empty();

  ResumeCommand(Surroundings around) {
    super(around);
  }

  @Override
  ExitStatus perform() {
    Optional<Application> one =
        checked(() -> service.map(name -> new Application(cluster().namespace(), name)));
    return drive(
        one,
        Optional.empty(),
        attendance -> {
          List<Rollout> rollouts = rollouts(attendance.orchestrator(), one);
          if (rollouts.isEmpty()) {
            String where = one.map(Application::toString).orElse(cluster().namespace());
            attendance.output().remark(Remark.of("nothing", "nothing to resume in " + where));
          }
          return attendance.attend(rollouts);
        });
  }

  private List<Rollout> rollouts(BlueGreenOrchestrator orchestrator, Optional<Application> one) {
    return one.map(application -> orchestrator.resume(application).stream().toList())
        .orElseGet(() -> orchestrator.resume(cluster().namespace()));
  }
}
