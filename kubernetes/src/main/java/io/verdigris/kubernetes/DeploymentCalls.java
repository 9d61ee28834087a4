package io.verdigris.kubernetes;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The calls that the provisioner would make, in order. */
record DeploymentCalls(Layout layout, Optional<Colour> live, Colour to, int replicas) {

  List<PlannedCall> all() {
    var calls = new ArrayList<PlannedCall>();
    layout.deployments().stream()
        .map(
            d ->
                call(
                    Phase.PREPARE,
                    "PATCH",
                    "Deployment",
                    d.getMetadata().getName(),
                    "stamp the fence"))
        .forEach(calls::add);
    for (Colour colour : Colour.values()) {
      calls.add(
          call(
              Phase.PREPARE,
              "CREATE",
              "Service",
              Slices.service(layout.application(), colour),
              "reach colour " + colour + " by itself, unless it is there already"));
    }
    String green = layout.deploymentName(to);
    if (layout.deployment(to).isEmpty()) {
      calls.add(call(Phase.PREPARE, "CREATE", "Deployment", green, "the new colour, without pods"));
    }
    calls.add(
        call(
            Phase.DEPLOY,
            "PATCH",
            "Deployment",
            green,
            "set the new template and " + replicas + " replicas"));
    calls.add(
        call(
            Phase.VERIFY,
            "LIST",
            "EndpointSlice",
            Slices.service(layout.application(), to),
            "see that it lists exactly the new colour's pods"));
    live.ifPresent(
        old ->
            calls.add(
                call(
                    Phase.DECOMMISSION,
                    "PATCH",
                    "Deployment",
                    layout.deploymentName(old),
                    "scale the old colour to zero")));
    return calls;
  }

  private PlannedCall call(Phase phase, String verb, String kind, String name, String purpose) {
    return new PlannedCall(
        phase, verb, kind + " " + layout.application().namespace() + "/" + name, purpose);
  }
}
