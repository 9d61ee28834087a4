package io.verdigris.cli;

import io.verdigris.kubernetes.adoption.Adoption;
import io.verdigris.kubernetes.adoption.AdoptionPlan;
import io.verdigris.kubernetes.adoption.AdoptionRequest;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

@Command(
    name = "eject",
    description = {
      "Makes an ordinary Deployment and Service of a pair of colours, without losing a request, and"
          + " takes every trace of Verdigris away.",
      "The same command again goes on with what has ended early."
    })
final class EjectCommand extends AdoptionCommand {
  EjectCommand(Surroundings around) {
    super(around);
  }

  @Override
  AdoptionRequest complete(AdoptionRequest request) {
    return request;
  }

  @Override
  AdoptionPlan plan(Adoption adoption, AdoptionRequest request) {
    return adoption.planEjection(request);
  }

  @Override
  void perform(Adoption adoption, AdoptionRequest request, Consumer<AdoptionPlan.Step> listener) {
    adoption.eject(request, listener);
  }
}
