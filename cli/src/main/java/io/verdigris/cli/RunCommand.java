package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.RolloutSpec;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "run", description = "Rolls a new version out and waits for the outcome.")
final class RunCommand extends DrivingCommand {
  @Mixin private final ServiceOption service = new ServiceOption();
  @Mixin private final ChangeOptions change = new ChangeOptions();
  @Mixin private final RolloutOptions options = new RolloutOptions();

  RunCommand(Surroundings around) {
    super(around);
  }

  @Override
  ExitStatus perform() {
    RolloutSpec spec = checked(() -> spec(service.in(cluster()), change, options));
    return drive(
        Optional.of(spec.application()),
        Optional.of(spec.timings().soak()),
        attendance -> {
          options.warning().ifPresent(text -> around().err().println("verdigris: " + text));
          return attendance.attend(List.of(checked(() -> attendance.orchestrator().start(spec))));
        });
  }

  static RolloutSpec spec(Application application, ChangeOptions change, RolloutOptions options) {
    RolloutSpec.Builder spec = RolloutSpec.builder(application);
    change.applyTo(spec);
    options.applyTo(spec);
    return spec.build();
  }
}
