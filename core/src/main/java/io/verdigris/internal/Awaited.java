package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec.Timings;
import io.verdigris.spi.Topology;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a rollout that is under way waits for, as far as one can tell who does not drive it: from
 * its saved state, the environments and the time. Its owner writes nothing for this.
 *
 * @param state the saved state
 * @param topology how the environments stand
 * @param now the time by the reader's clock
 */
record Awaited(RolloutState state, Topology topology, Instant now) {

  /** Returns the colour whose pods matter in a phase. */
  static Optional<Colour> colour(RolloutState state) {
    return switch (state.phase()) {
      case DEPLOY, VERIFY, SHIFT, PROMOTE, CONFIRM, MONITOR, COMPARE -> Optional.of(state.to());
      case ROLL_BACK, CONFIRM_ROLLBACK -> state.from();
      default -> Optional.empty();
    };
  }

  static boolean mayBeApproved(RolloutState state) {
    return state.spec().options().approval()
        && !state.approved()
        && Decider.APPROVABLE.contains(state.phase());
  }

  static boolean isHeld(RolloutState state) {
    return state.phase() == Phase.MONITOR
        && state.hooks().containsKey(RolloutState.HELD)
        && !Decider.released(state);
  }

  /**
   * Tells it.
   *
   * @param trouble what keeps the phase's colour from being ready, where that is known
   */
  String text(Optional<String> trouble) {
    List<String> hooks = hooks(true);
    String main = hooks.isEmpty() ? main() : "hook " + String.join(", ", hooks);
    return main + pods().map(p -> "; " + p + trouble.map(t -> ": " + t).orElse("")).orElse("");
  }

  private String main() {
    Timings timings = state.spec().timings();
    return switch (state.phase()) {
      case PREPARE -> "the fence, and the Services of both colours";
      case DEPLOY -> "all pods of " + state.to() + " to be ready" + within(timings.deploy());
      case VERIFY -> verified();
      case SHIFT ->
          "a step of traffic: "
              + (state.step().isOverlap() ? "both colours" : state.step().weight() + " %")
              + " for "
              + Spoken.of(state.step().duration());
      case PROMOTE -> "the switch to " + state.to();
      case CONFIRM -> "proof that traffic has moved to " + state.to() + within(timings.confirm());
      case MONITOR -> soak();
      case COMPARE ->
          "what both colours do at the same time" + within(state.spec().timings().compare());
      case DECOMMISSION ->
          "silence of " + old() + ", at the longest for " + Spoken.of(timings.drain());
      case ROLL_BACK -> "the switch back to " + old();
      case CONFIRM_ROLLBACK -> "proof that traffic is back on " + old();
      case CLEAN_UP -> state.to() + " to be taken away";
      case ADMIT, PROMOTED, ROLLED_BACK, REJECTED, HALTED -> "nothing";
    };
  }

  private static String within(Duration limit) {
    return ", within " + Spoken.of(limit);
  }

  private String old() {
    return state.from().map(Colour::label).orElse("the old colour");
  }

  private String verified() {
    List<String> after = hooks(false);
    boolean checked = after.isEmpty() && hasHookAfter();
    String approval = mayBeApproved(state) ? "a person's approval" : "";
    if (checked) {
      return approval.isEmpty() ? "the switch" : approval;
    }
    String checks =
        "its checks"
            + (after.isEmpty() ? "" : " and hook " + String.join(", ", after))
            + within(state.spec().timings().verify());
    return checks
        + (approval.isEmpty() ? "" : ", and " + approval)
        + (state.approved() ? ", being approved already" : "");
  }

  private String soak() {
    if (isHeld(state)) {
      return "a person's decision: " + state.hooks().get(RolloutState.HELD);
    }
    Duration soak = Duration.between(state.since(), state.soakEnds());
    Duration passed = Duration.between(state.since(), now).truncatedTo(ChronoUnit.SECONDS);
    return passed.compareTo(soak) >= 0
        ? "the last judgement: the soak of " + Spoken.of(soak) + " is over"
        : "the soak: "
            + Spoken.of(passed.isNegative() ? Duration.ZERO : passed)
            + " of "
            + Spoken.of(soak)
            + " are over";
  }

  /** A colour that is not whole is told beside. */
  private Optional<String> pods() {
    return colour(state).map(this::pods).filter(text -> !text.isEmpty());
  }

  private String pods(Colour colour) {
    Topology.Size size = topology.colours().get(colour);
    if (size == null) {
      return colour + " has no Deployment";
    }
    int wanted = Math.max(size.desired(), state.phase() == Phase.DEPLOY ? state.replicas() : 0);
    return size.ready() >= wanted
        ? ""
        : size.ready() + " of " + wanted + " pods of " + colour + " are ready";
  }

  /** Returns the hooks of this phase, before or after its work, that are not done. */
  private List<String> hooks(boolean before) {
    List<Extension> hooks = state.spec().extensions(Extension.Kind.HOOK);
    return IntStream.range(0, hooks.size())
        .filter(i -> isMeant(hooks.get(i), before))
        .filter(i -> !state.hooks().containsKey(Decider.hook(i, "done")))
        .mapToObj(i -> hooks.get(i).id())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private boolean hasHookAfter() {
    return state.spec().extensions(Extension.Kind.HOOK).stream().anyMatch(h -> isMeant(h, false));
  }

  private boolean isMeant(Extension hook, boolean before) {
    return HookSteps.isMeant(hook.settings(), state.phase(), before);
  }
}
