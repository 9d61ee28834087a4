package io.verdigris.cli;

import io.verdigris.kubernetes.adoption.Adoption;
import io.verdigris.kubernetes.adoption.AdoptionPlan;
import io.verdigris.kubernetes.adoption.AdoptionRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What adopt and eject have in common: a plan first, then its steps as they are taken. */
abstract class AdoptionCommand extends ClusterCommand {
  @Mixin private final ServiceOption service = new ServiceOption();

  @Option(
      names = "--deployment",
      paramLabel = "NAME",
      description = "The ordinary Deployment; default the Service's name.")
  private Optional<String> deployment = Optional.empty();

  @Option(
      names = "--drain",
      paramLabel = "DURATION",
      description = "How long pods that get no new requests go on before they end; default 30s.")
  private Duration drain = AdoptionRequest.DRAIN;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "How long a step may wait, such as for pods to be ready; default 10m.")
  private Duration timeout = AdoptionRequest.PATIENCE;

  @Option(names = "--plan", description = "Says what would be done; changes nothing.")
  private boolean planOnly;

  AdoptionCommand(Surroundings around) {
    super(around);
  }

  /** Puts what only one of the two takes into the request. */
  abstract AdoptionRequest complete(AdoptionRequest request);

  abstract AdoptionPlan plan(Adoption adoption, AdoptionRequest request);

  abstract void perform(
      Adoption adoption, AdoptionRequest request, Consumer<AdoptionPlan.Step> listener);

  /** Prints a plan that would be done. */
  void show(AdoptionPlan plan) {
    print(() -> AdoptionText.json(plan), () -> AdoptionText.of(plan, planOnly));
  }

  /** Tells whether nothing is to be changed. */
  boolean onlyShows() {
    return planOnly;
  }

  @Override
  final ExitStatus perform() {
    AdoptionRequest request = checked(this::request);
    try (Adoption adoption = adoption()) {
      AdoptionPlan plan = plan(adoption, request);
      if (!plan.admitted()) {
        print(() -> AdoptionText.json(plan), () -> AdoptionText.of(plan, true));
        return ExitStatus.REJECTED;
      }
      show(plan);
      if (!onlyShows() && !plan.done()) {
        perform(adoption, request, this::tell);
        print(
            () -> Json.of("done").put("application", plan.application().toString()),
            () -> List.of("Done."));
      }
      return ExitStatus.OK;
    }
  }

  private void tell(AdoptionPlan.Step step) {
    print(() -> AdoptionText.json(step), () -> List.of("  " + AdoptionText.line(step)));
  }

  private AdoptionRequest request() {
    var application = service.in(cluster());
    return complete(
        new AdoptionRequest(
            application,
            deployment.orElse(application.service()),
            List.of(),
            drain,
            timeout,
            false));
  }
}
