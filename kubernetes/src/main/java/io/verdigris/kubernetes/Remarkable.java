package io.verdigris.kubernetes;

import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import java.util.Optional;

/**
 * A turning point of a rollout, as an Event of the Service tells it.
 *
 * <table>
 * <caption>Reasons</caption>
 * <tr><th>reason</th><th>type</th><th>when</th></tr>
 * <tr><td>RolloutStarted</td><td>Normal</td><td>it was admitted</td></tr>
 * <tr><td>WaitingForApproval</td><td>Normal</td><td>it waits for a person</td></tr>
 * <tr><td>TakenOver</td><td>Normal</td><td>another process drives it now</td></tr>
 * <tr><td>TrafficSwitched</td><td>Normal</td><td>traffic was moved, or shared between both colours</td></tr>
 * <tr><td>RollingBack</td><td>Warning</td><td>traffic goes back, and why</td></tr>
 * <tr><td>Promoted</td><td>Normal</td><td>its end</td></tr>
 * <tr><td>Rejected, RolledBack, Halted</td><td>Warning</td><td>its end</td></tr>
 * </table>
 *
 * @param reason why there is an Event, for machines
 * @param action what was done, for machines
 * @param warning whether somebody should look
 */
record Remarkable(String reason, String action, boolean warning) {

  /** Returns what it is; empty for what is told elsewhere. */
  static Optional<Remarkable> of(RolloutEvent event) {
    return switch (event.type()) {
      case PHASE -> phase(event);
      case WAITING ->
          event.message().contains("a person's")
              ? normal("WaitingForApproval", "Wait")
              : Optional.empty();
      case SWITCHED -> normal("TrafficSwitched", "Switch");
      case OUTCOME -> outcome(event);
      case DONE, RETRY, TERMS, SAMPLE, JUDGEMENT, REQUEST -> Optional.empty();
    };
  }

  private static Optional<Remarkable> normal(String reason, String action) {
    return Optional.of(new Remarkable(reason, action, false));
  }

  private static Optional<Remarkable> warning(String reason, String action) {
    return Optional.of(new Remarkable(reason, action, true));
  }

  private static Optional<Remarkable> phase(RolloutEvent event) {
    if (event.details().getOrDefault("event", "").equals("RESUME")) {
      return normal("TakenOver", "TakeOver");
    }
    return event.phase() == Phase.PREPARE
        ? normal("RolloutStarted", "Start")
        : event.phase() == Phase.ROLL_BACK ? warning("RollingBack", "RollBack") : Optional.empty();
  }

  /** A process that only lets go of a rollout has not ended it. */
  private static Optional<Remarkable> outcome(RolloutEvent event) {
    String outcome = event.details().getOrDefault("outcome", "");
    return switch (outcome) {
      case "promoted" -> normal("Promoted", "Finish");
      case "rejected" -> warning("Rejected", "Finish");
      case "rolled-back" -> warning("RolledBack", "Finish");
      case "halted" ->
          event.phase() == Phase.HALTED ? warning("Halted", "Finish") : Optional.empty();
      default -> Optional.empty();
    };
  }
}
