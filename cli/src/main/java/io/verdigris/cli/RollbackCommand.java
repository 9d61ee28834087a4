package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutStatus;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "rollback",
    description = {
      "Brings the version before back, as a rollout of its own.",
      "While a rollout is under way, takes that one back instead and waits for its end."
    })
final class RollbackCommand extends DrivingCommand {
  @Mixin private final ServiceOption service = new ServiceOption();
  @Mixin private final RolloutOptions options = new RolloutOptions();

  @Option(
      names = "--past-no-return",
      description =
          "Also where a point of no return was passed, since the version before can serve again.")
  private boolean pastNoReturn;

  RollbackCommand(Surroundings around) {
    super(around);
  }

  @Override
  ExitStatus perform() {
    RolloutSpec spec = checked(this::spec);
    return drive(
        Optional.of(spec.application()),
        Optional.of(spec.timings().soak()),
        attendance ->
            isUnderWay(attendance.orchestrator().status(spec.application()))
                ? takeBack(attendance, spec.application())
                : attendance.attend(List.of(checked(() -> attendance.orchestrator().start(spec)))));
  }

  private RolloutSpec spec() {
    RolloutSpec.Builder spec = RolloutSpec.builder(service.in(cluster())).previousVersion();
    options.applyTo(spec);
    if (pastNoReturn) {
      spec.pastNoReturn();
    }
    return spec.build();
  }

  private static boolean isUnderWay(RolloutStatus status) {
    return status.phase().filter(phase -> !phase.isFinal()).isPresent();
  }

  /**
   * Asks for the way back, then drives it when the rollout's process is gone, else waits for it.
   */
  private ExitStatus takeBack(Attendance attendance, Application application) {
    if (pastNoReturn) {
      attendance.orchestrator().abortPastNoReturn(application, around().person(), "rollback");
    } else {
      attendance.orchestrator().abort(application, around().person(), "rollback");
    }
    attendance
        .output()
        .remark(
            Remark.of("requested", application, "a rollout is under way and was asked to go back"));
    while (true) {
      Optional<Rollout> rollout = attendance.orchestrator().resume(application);
      if (rollout.isEmpty()) {
        return ended(attendance.orchestrator().status(application), attendance.output());
      }
      ExitStatus status = attendance.attend(List.of(rollout.get()));
      if (!Attendance.isLeftToItsOwner(rollout.get())) {
        return status;
      }
    }
  }

  private static ExitStatus ended(RolloutStatus status, Output output) {
    Phase phase = status.phase().orElse(Phase.HALTED);
    output.remark(
        new Remark(
            "ended",
            status.rollout(),
            Optional.of(status.application()),
            status.rollout().orElse("the rollout")
                + " ended "
                + phase
                + status.reason().map(r -> ": " + r).orElse("")));
    return ExitStatus.of(phase);
  }
}
