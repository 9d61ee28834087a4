package io.verdigris.switcher.ingress;

import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.kubernetes.Fences;
import java.util.List;

/** The calls that the switch of an Ingress' backends makes, in order. */
final class IngressCalls {
  private static final String BACK = "on the way back only: ";

  private IngressCalls() {}

  static List<PlannedCall> of(IngressReading reading) {
    String service = "Service " + reading.application();
    String ingress = Fences.describe(reading.object());
    String all = reading.application().namespace() + "/*";
    String slices = "EndpointSlice " + reading.application() + "-";
    return List.of(
        new PlannedCall(Phase.ADMIT, "GET", service, "see which Ingress directs; twice"),
        new PlannedCall(Phase.ADMIT, "GET", ingress, "see what is live; twice"),
        new PlannedCall(Phase.ADMIT, "LIST", "Ingress " + all, "see which others name the colours"),
        new PlannedCall(
            Phase.ADMIT, "CREATE", "SelfSubjectRulesReview", "see that no right is missing"),
        new PlannedCall(Phase.ADMIT, "GET", service + "-*", "see that both have the ports"),
        new PlannedCall(Phase.PREPARE, "GET", service, "read its fence"),
        new PlannedCall(
            Phase.PREPARE, "PATCH", service, "stamp the fence; note which Ingress directs"),
        new PlannedCall(Phase.PREPARE, "GET", ingress, "read its fence"),
        new PlannedCall(Phase.PREPARE, "PATCH", ingress, "stamp the fence"),
        new PlannedCall(
            Phase.PREPARE,
            "PATCH",
            ingress,
            "keep both colours known to the ingress controller, by rules for hosts that nobody"
                + " uses, unless they are there already"),
        new PlannedCall(
            Phase.PREPARE,
            "LIST, WATCH",
            "Service and Ingress " + all,
            "hear of changes by others; shared by all rollouts here"),
        new PlannedCall(Phase.VERIFY, "GET", ingress, "see that nobody moved traffic"),
        new PlannedCall(Phase.PROMOTE, "GET", ingress, "see where traffic is"),
        new PlannedCall(
            Phase.PROMOTE,
            "PATCH",
            ingress,
            "name the new colour's Service in "
                + reading.ours().size()
                + " backends if fence and backends are as expected"),
        new PlannedCall(Phase.CONFIRM, "GET", ingress, "see that it names the new colour"),
        new PlannedCall(
            Phase.CONFIRM,
            "LIST",
            slices + "*",
            "see that those of the new colour list ready pods"),
        new PlannedCall(Phase.MONITOR, "GET", ingress, "see that nobody moved traffic"),
        new PlannedCall(
            Phase.DECOMMISSION, "GET", ingress, "see that it does not name the old colour"),
        new PlannedCall(Phase.ROLL_BACK, "GET", ingress, BACK + "see where traffic is"),
        new PlannedCall(
            Phase.ROLL_BACK,
            "PATCH",
            ingress,
            BACK + "name the old colour's Service again if fence and backends are as expected"),
        new PlannedCall(
            Phase.CONFIRM_ROLLBACK, "GET", ingress, BACK + "see that it names the old colour"),
        new PlannedCall(
            Phase.CONFIRM_ROLLBACK,
            "LIST",
            slices + "*",
            BACK + "see that those of the old colour list ready pods"),
        new PlannedCall(
            Phase.CLEAN_UP, "GET", ingress, BACK + "see that it does not name the new colour"));
  }
}
