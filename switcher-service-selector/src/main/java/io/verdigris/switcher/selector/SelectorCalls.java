package io.verdigris.switcher.selector;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import java.util.List;

/** The calls that the switch by selector makes, in order. */
final class SelectorCalls {
  private static final String SUSPECT = "where a comparison suspects the new colour: ";
  private static final String OVERLAP = "before the new colour serves alone: ";
  private static final String BACK = "on the way back only: ";

  private SelectorCalls() {}

  static List<PlannedCall> of(Application application) {
    String service = "Service " + application;
    String slices = "EndpointSlice " + application;
    return List.of(
        new PlannedCall(Phase.ADMIT, "GET", service, "see what is live and who declares it"),
        new PlannedCall(
            Phase.ADMIT, "CREATE", "SelfSubjectRulesReview", "see that no right is missing"),
        new PlannedCall(Phase.PREPARE, "GET", service, "read its fence"),
        new PlannedCall(Phase.PREPARE, "PATCH", service, "stamp the fence"),
        new PlannedCall(
            Phase.PREPARE,
            "LIST, WATCH",
            "Service " + application.namespace() + "/*",
            "hear of changes by others; shared by all rollouts here"),
        new PlannedCall(Phase.VERIFY, "GET", service, "see that nobody moved traffic"),
        new PlannedCall(Phase.PROMOTE, "GET", service, "see where traffic is"),
        new PlannedCall(
            Phase.SHIFT,
            "LIST",
            "Pod " + application.namespace() + "/*",
            OVERLAP + "see that without colour the selector matches the two colours' pods only"),
        new PlannedCall(
            Phase.SHIFT,
            "PATCH",
            service,
            OVERLAP + "select both colours if fence and selector are as expected"),
        new PlannedCall(
            Phase.SHIFT,
            "LIST",
            slices,
            OVERLAP + "see that each carries the new epoch and lists the pods of both"),
        new PlannedCall(
            Phase.PROMOTE,
            "PATCH",
            service,
            "select the new colour if fence and selector are as expected"),
        new PlannedCall(
            Phase.CONFIRM,
            "LIST",
            slices,
            "see that each carries the new epoch and lists exactly the new colour's pods"),
        new PlannedCall(Phase.MONITOR, "GET", service, "see that nobody moved traffic"),
        new PlannedCall(
            Phase.COMPARE,
            "LIST",
            "Pod " + application.namespace() + "/*",
            SUSPECT + "see that without colour the selector matches the two colours' pods only"),
        new PlannedCall(
            Phase.COMPARE,
            "PATCH",
            service,
            SUSPECT + "select both colours, then the new one alone again"),
        new PlannedCall(
            Phase.COMPARE,
            "LIST",
            slices,
            SUSPECT + "see that each carries the new epoch and lists exactly the pods it should"),
        new PlannedCall(
            Phase.DECOMMISSION, "GET", service, "see that the old colour is not selected"),
        new PlannedCall(Phase.ROLL_BACK, "GET", service, BACK + "see where traffic is"),
        new PlannedCall(
            Phase.ROLL_BACK,
            "PATCH",
            service,
            BACK + "select the old colour again if fence and selector are as expected"),
        new PlannedCall(
            Phase.CONFIRM_ROLLBACK,
            "LIST",
            slices,
            BACK + "see that each carries the new epoch and lists exactly the old colour's pods"),
        new PlannedCall(
            Phase.CLEAN_UP, "GET", service, BACK + "see that the new colour is not selected"));
  }
}
