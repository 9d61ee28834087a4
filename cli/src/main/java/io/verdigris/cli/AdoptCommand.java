package io.verdigris.cli;

import io.verdigris.kubernetes.adoption.Adoption;
import io.verdigris.kubernetes.adoption.AdoptionPlan;
import io.verdigris.kubernetes.adoption.AdoptionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "adopt",
    description = {
      "Makes a pair of colours of an ordinary Deployment and Service, without losing a request.",
      "The same command again goes on with what has ended early; eject takes it back."
    })
final class AdoptCommand extends AdoptionCommand {
  @Option(
      names = "--also",
      paramLabel = "SERVICE",
      description = "Another Service of the same pods that shall name the colour too; repeatable.")
  private List<String> also = new ArrayList<>();

  @Option(
      names = "--keep",
      description = "Keeps the ordinary Deployment, without pods, instead of deleting it.")
  private boolean keep;

  @Option(
      names = "--manifests",
      description = "Prints the pair as YAML for a repository; changes nothing.")
  private boolean manifests;

  AdoptCommand(Surroundings around) {
    super(around);
  }

  @Override
  AdoptionRequest complete(AdoptionRequest r) {
    return new AdoptionRequest(
        r.application(), r.deployment(), also, r.drain(), r.patience(), keep);
  }

  @Override
  AdoptionPlan plan(Adoption adoption, AdoptionRequest request) {
    return adoption.planAdoption(request);
  }

  @Override
  void perform(Adoption adoption, AdoptionRequest request, Consumer<AdoptionPlan.Step> listener) {
    adoption.adopt(request, listener);
  }

  @Override
  boolean onlyShows() {
    return manifests || super.onlyShows();
  }

  @Override
  void show(AdoptionPlan plan) {
    if (manifests) {
      around().out().print(plan.manifests());
    } else {
      super.show(plan);
    }
  }
}
