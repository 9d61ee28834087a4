package io.verdigris.cli;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Plan;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.adoption.Advice;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "plan",
    description = "Says what run would do with the same options; changes nothing.")
final class PlanCommand extends ClusterCommand {
  @Mixin private final ServiceOption service = new ServiceOption();
  @Mixin private final ChangeOptions change = new ChangeOptions();
  @Mixin private final RolloutOptions options = new RolloutOptions();
  @Mixin private final EventsOption events = new EventsOption();

  PlanCommand(Surroundings around) {
    super(around);
  }

  @Override
  ExitStatus perform() {
    RolloutSpec spec = checked(() -> RunCommand.spec(service.in(cluster()), change, options));
    try (BlueGreenOrchestrator orchestrator = open()) {
      Plan plan = events.with(advised(checked(() -> orchestrator.plan(spec)), spec));
      print(() -> JsonObjects.plan(plan), () -> PlanText.of(plan));
      return plan.admitted() ? ExitStatus.OK : ExitStatus.REJECTED;
    }
  }

  private Plan advised(Plan plan, RolloutSpec spec) {
    if (!plan.admitted()) {
      return plan;
    }
    try (Advice advice = advice()) {
      return plan.with(List.of(), advice.on(spec));
    }
  }
}
