package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.kubernetes.Fences;
import java.util.List;

/** The calls that the switch of an object at the edge makes, in order. */
final class RouteCalls {
  private static final String BACK = "on the way back only: ";

  private RouteCalls() {}

  static <R extends HasMetadata> List<PlannedCall> of(RouteKind<R> kind, Route<R> reading) {
    String service = "Service " + reading.application();
    String object = Fences.describe(reading.object());
    String all = reading.application().namespace() + "/*";
    String slices = "EndpointSlice " + reading.application() + "-";
    return List.of(
        new PlannedCall(Phase.ADMIT, "GET", service, "see what directs traffic; twice"),
        new PlannedCall(Phase.ADMIT, "GET", object, "see what is live; twice"),
        new PlannedCall(
            Phase.ADMIT, "LIST", kind.kind() + " " + all, "see which others name the colours"),
        new PlannedCall(
            Phase.ADMIT, "CREATE", "SelfSubjectRulesReview", "see that no right is missing"),
        new PlannedCall(Phase.ADMIT, "GET", service + "-*", "see that both have the ports"),
        new PlannedCall(Phase.PREPARE, "GET", service, "read its fence"),
        new PlannedCall(
            Phase.PREPARE, "PATCH", service, "stamp the fence; note what directs traffic"),
        new PlannedCall(Phase.PREPARE, "GET", object, "read its fence"),
        new PlannedCall(Phase.PREPARE, "PATCH", object, "stamp the fence"),
        new PlannedCall(
            Phase.PREPARE,
            "PATCH",
            object,
            "keep both colours known at the edge, unless they are already"),
        new PlannedCall(
            Phase.PREPARE,
            "LIST, WATCH",
            "Service and " + kind.kind() + " " + all,
            "hear of changes by others; shared by all rollouts here"),
        new PlannedCall(
            Phase.VERIFY,
            "PATCH",
            object,
            "let testers and copies of requests reach the new colour, where that is asked for"),
        new PlannedCall(Phase.VERIFY, "GET", object, "see that nobody moved traffic"),
        new PlannedCall(Phase.SHIFT, "GET", object, "see where traffic is; at each step"),
        new PlannedCall(
            Phase.SHIFT,
            "PATCH",
            object,
            "give the new colour its weight if fence and backends are as expected; at each step"),
        new PlannedCall(
            Phase.SHIFT,
            "LIST",
            slices + "*",
            "see that those of both colours list ready pods; at each step"),
        new PlannedCall(Phase.PROMOTE, "GET", object, "see where traffic is"),
        new PlannedCall(
            Phase.PROMOTE,
            "PATCH",
            object,
            kind.change(reading) + " if fence and backends are as expected"),
        new PlannedCall(
            Phase.CONFIRM,
            "GET",
            object,
            "see that traffic goes to the new colour, and what its controller says"),
        new PlannedCall(
            Phase.CONFIRM,
            "LIST",
            slices + "*",
            "see that those of the new colour list ready pods"),
        new PlannedCall(Phase.MONITOR, "GET", object, "see that nobody moved traffic"),
        new PlannedCall(
            Phase.DECOMMISSION, "GET", object, "see that the old colour has no traffic"),
        new PlannedCall(Phase.ROLL_BACK, "GET", object, BACK + "see where traffic is"),
        new PlannedCall(
            Phase.ROLL_BACK,
            "PATCH",
            object,
            BACK + "change them back if fence and backends are as expected"),
        new PlannedCall(
            Phase.CONFIRM_ROLLBACK,
            "GET",
            object,
            BACK + "see that traffic goes to the old colour"),
        new PlannedCall(
            Phase.CONFIRM_ROLLBACK,
            "LIST",
            slices + "*",
            BACK + "see that those of the old colour list ready pods"),
        new PlannedCall(
            Phase.CLEAN_UP, "GET", object, BACK + "see that the new colour has no traffic"));
  }
}
