package io.verdigris.internal;

import io.verdigris.Extension;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent.Type;
import io.verdigris.RolloutSpec;
import io.verdigris.internal.Transitions.Kind;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.TrafficState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides what follows from an event. Pure: no I/O, clock, log or randomness. */
final class Decider {
  private static final int LONGEST_HELD = 500;
  private static final Map<String, String> ASKS = Map.of("asks", "approval");
  static final Set<Phase> APPROVABLE = Set.of(Phase.PREPARE, Phase.DEPLOY, Phase.VERIFY);

  private Decider() {}

  static Decision decide(RolloutState state, Event event, Instant now) {
    if (state.phase().isFinal() || isLate(state, event)) {
      return Decision.stay(state);
    }
    if (event instanceof Event.Admitted e) {
      return move(state.admitted(e), Kind.DONE, "admitted", now);
    } else if (event instanceof Event.Refused e) {
      return move(state.because(refusal(e)), Kind.FAILED, refusal(e), now);
    } else if (event instanceof Event.Claimed e) {
      return claimed(state, e.traffic(), now);
    } else if (event instanceof Event.StepDone e) {
      return stepDone(state, e, now);
    } else if (event instanceof Event.StepWaiting e) {
      return Decision.stay(state, new Effect.Again(e.step(), e.checkAgain()))
          .telling(Type.WAITING, e.reason(), e.step() == Step.APPROVAL ? ASKS : Map.of());
    } else if (event instanceof Event.HookDone e) {
      RolloutState next = state.withHook(hook(e.hook(), "done"), "true").noted(e.note());
      return Decision.save(next, new Effect.Run(e.step()))
          .telling(Type.DONE, e.summary(), Map.of());
    } else if (event instanceof Event.HookWaiting e) {
      return hookWaiting(state, e);
    } else if (event instanceof Event.NoReturn e) {
      return Decision.save(state.passing(e.what()), new Effect.Run(e.step()))
          .telling(Type.DONE, "the point of no return: " + e.what(), Map.of());
    } else if (event instanceof Event.Judged e) {
      return judged(state, e, now);
    } else if (event instanceof Event.Compared e) {
      String note = "both colours had traffic, and a suspicion was not confirmed: " + e.why();
      // saved, so that another process need not have both serve once more
      RolloutState next = state.withBaseline(e.record()).noted(note);
      return Decision.save(next, new Effect.Run(Step.UNSHARE)).telling(Type.DONE, note, Map.of());
    } else if (event instanceof Event.Approve e) {
      return approved(state, e);
    } else if (event instanceof Event.Lost e) {
      return Decision.stay(state, new Effect.Detach(e.what()));
    }
    return failure(state, event, now);
  }

  private static Decision failure(RolloutState state, Event event, Instant now) {
    if (event instanceof Event.StepFailed e) {
      return move(state, Kind.FAILED, e.reason(), now);
    } else if (event instanceof Event.TimedOut e) {
      return move(state, Kind.TIMED_OUT, e.reason(), now);
    } else if (event instanceof Event.Foreign e) {
      return move(state, Kind.FOREIGN, e.what(), now);
    } else if (event instanceof Event.Abort e) {
      return aborted(state.answered(e.request()), e, now);
    }
    throw new IllegalStateException("no decision for " + event + " in " + state.phase());
  }

  private static Decision aborted(RolloutState state, Event.Abort e, Instant now) {
    Map<String, String> by = Map.of("by", e.by());
    if (state.noReturn().isPresent() && !e.pastNoReturn()) {
      return Decision.save(state)
          .telling(
              Type.REQUEST,
              e.by() + " asked for the way back, and was refused: " + noWayBack(state),
              by);
    }
    String why = "aborted by " + e.by() + (e.reason().isEmpty() ? "" : ": " + e.reason());
    return move(withWayBack(state), Kind.ABORTED, why, now).telling(Type.REQUEST, why, by);
  }

  /** A person has said that the old version can serve again; that counts where it can still go. */
  private static RolloutState withWayBack(RolloutState state) {
    boolean possible = Transitions.of(state.phase(), Kind.ABORTED) instanceof Transitions.Move;
    return state
        .noReturn()
        .filter(what -> possible)
        .map(what -> state.noted("went back past the point of no return: " + what).withWayBack())
        .orElse(state);
  }

  /** Says why traffic does not go back. */
  static String noWayBack(RolloutState state) {
    return "the point of no return is past ("
        + state.noReturn().orElse("")
        + "); whoever knows that the old version can serve again aborts it past the point of no"
        + " return";
  }

  /** Tells whether an event belongs to a phase that is over. */
  private static boolean isLate(RolloutState state, Event event) {
    Phase of = state.phase();
    if (event instanceof Event.StepDone e) {
      of = e.phase();
    } else if (event instanceof Event.StepWaiting e) {
      of = e.phase();
    } else if (event instanceof Event.StepFailed e) {
      of = e.phase();
    } else if (event instanceof Event.TimedOut e) {
      of = e.phase();
    } else if (event instanceof Event.HookDone e) {
      of = e.phase();
    } else if (event instanceof Event.HookWaiting e) {
      of = e.phase();
    } else if (event instanceof Event.NoReturn e) {
      of = e.phase();
    } else if (event instanceof Event.Judged e) {
      of = e.phase();
    } else if (event instanceof Event.Compared e) {
      of = e.phase();
    }
    return of != state.phase();
  }

  private static String refusal(Event.Refused e) {
    return e.findings().isEmpty()
        ? e.reason()
        : e.findings().stream().map(Finding::toString).collect(Collectors.joining("\n"));
  }

  private static Decision claimed(RolloutState state, TrafficState traffic, Instant now) {
    if (!agrees(state, traffic)) {
      return move(state, Kind.FOREIGN, disagreement(state, traffic), now);
    }
    return Decision.stay(state, new Effect.Run(Step.of(state.phase()).get(0)));
  }

  /** Tells whether traffic is where this phase may find it. */
  static boolean agrees(RolloutState state, TrafficState traffic) {
    boolean onNew = traffic.live().filter(state.to()::equals).isPresent();
    boolean onOld = state.from().isEmpty() ? !onNew : traffic.live().equals(state.from());
    boolean switched = onNew && traffic.epoch() == state.forwardEpoch();
    return switch (state.phase()) {
      case PREPARE, DEPLOY, VERIFY -> onOld && traffic.problems().isEmpty() && same(state, traffic);
      case SHIFT -> stepping(state, traffic, onOld);
      case PROMOTE ->
          shares(state, traffic)
              || ((unmoved(state, onOld) || switched || partly(state, traffic))
                  && same(state, traffic));
      case CONFIRM, MONITOR, DECOMMISSION -> switched && same(state, traffic);
      case COMPARE -> shares(state, traffic) || (comparing(state, traffic) && same(state, traffic));
      case CONFIRM_ROLLBACK -> onOld || traffic.live().isEmpty();
      case CLEAN_UP -> !onNew;
      // its step looks for itself, and goes back from wherever that can be
      case ROLL_BACK -> true;
      case ADMIT, PROMOTED, ROLLED_BACK, REJECTED, HALTED -> true;
    };
  }

  /** Tells whether both colours have traffic because this rollout has directed it to both. */
  static boolean shares(RolloutState state, TrafficState traffic) {
    boolean asked = state.comparisons() > 0 || state.stepsBegun() > 0;
    return asked && shares(state, traffic, state.sharedEpoch(), state.sharedWeight());
  }

  private static boolean shares(RolloutState state, TrafficState traffic, long epoch, int weight) {
    return traffic.live().isEmpty()
        && traffic.epoch() == epoch
        && traffic.weights().getOrDefault(state.to(), weight) == weight
        && traffic.rollout().equals(state.id())
        && same(state, traffic);
  }

  /** Tells whether traffic is as in this step, or still as in the one before. */
  private static boolean stepping(RolloutState state, TrafficState traffic, boolean onOld) {
    boolean before = state.stepsBegun() <= 1 && unmoved(state, onOld) && same(state, traffic);
    return before || isParted(state, traffic);
  }

  /**
   * Tells whether both colours have traffic because of this rollout, be it as in the step before
   * the one that has begun.
   */
  static boolean isParted(RolloutState state, TrafficState traffic) {
    int step = state.stepsBegun();
    boolean before = step > 1 && state.comparisons() == 0;
    return shares(state, traffic)
        || (before
            && shares(
                state,
                traffic,
                state.sharedEpoch() - 1,
                state.spec().steps().get(step - 2).weight()));
  }

  /** Once the new colour has had a part of it, somebody else gave the old one everything. */
  private static boolean unmoved(RolloutState state, boolean onOld) {
    return onOld && !state.moved();
  }

  /** Tells whether some of several objects that direct traffic were switched by this rollout. */
  private static boolean partly(RolloutState state, TrafficState traffic) {
    return traffic.live().isEmpty()
        && !traffic.weights().isEmpty()
        && traffic.epoch() == state.forwardEpoch()
        && traffic.rollout().equals(state.id());
  }

  /** Tells whether traffic is on the new colour alone, before it is shared or after. */
  private static boolean comparing(RolloutState state, TrafficState traffic) {
    boolean before = traffic.epoch() == state.sharedEpoch() - 1;
    return traffic.live().filter(state.to()::equals).isPresent()
        && (before || traffic.epoch() == state.forwardEpoch());
  }

  /** Tells whether traffic is selected, beside the colour, as it was when the rollout began. */
  static boolean same(RolloutState state, TrafficState traffic) {
    return state.selection().isEmpty() || state.selection().equals(traffic.selection());
  }

  static String disagreement(RolloutState state, TrafficState traffic) {
    String live = traffic.live().map(c -> "selects " + c).orElse("selects neither colour");
    String problems =
        traffic.problems().stream().map(f -> " (" + f + ")").collect(Collectors.joining());
    return "someone else changed where traffic goes: the application now "
        + live
        + " at epoch "
        + traffic.epoch()
        + (same(state, traffic)
            ? ""
            : ", beside the colour by " + traffic.selection() + " instead of " + state.selection())
        + problems
        + ", which does not fit "
        + state.phase()
        + " of "
        + state.id();
  }

  private static Decision stepDone(RolloutState state, Event.StepDone e, Instant now) {
    RolloutState next = (e.moved() ? state.trafficMoved() : state).noted(e.note());
    List<Step> steps = Step.of(state.phase());
    int following = steps.indexOf(e.step()) + 1;
    Decision decision =
        following < steps.size()
            ? Decision.stay(next, new Effect.Run(steps.get(following)))
            : move(next, Kind.DONE, "", now);
    return e.message().isEmpty() ? decision : decision.telling(Type.DONE, e.message(), Map.of());
  }

  private static Decision hookWaiting(RolloutState state, Event.HookWaiting e) {
    RolloutState next =
        e.memo().isEmpty() ? state : state.withHook(hook(e.hook(), "memo"), e.memo());
    var again = new Effect.Again(e.step(), e.checkAgain());
    boolean save = !next.equals(state);
    return new Decision(next, save, List.of(again), List.of())
        .telling(Type.WAITING, e.reason(), Map.of());
  }

  static String hook(int index, String what) {
    return index + "." + what;
  }

  private static Decision judged(RolloutState before, Event.Judged e, Instant now) {
    RolloutState state = before.noted(e.note());
    String why = e.judgement().why();
    Verdict verdict = e.judgement().verdict();
    if (verdict == Verdict.ROLL_BACK) {
      return move(state, Kind.WORSE, why, now);
    } else if (state.phase() == Phase.COMPARE) {
      return Decision.stay(state, new Effect.Again(Step.COMPARE, CompareSteps.EVERY));
    } else if (state.phase() == Phase.SHIFT) {
      return Decision.stay(state, new Effect.Again(Step.WATCH_SHIFT, CompareSteps.EVERY));
    }
    boolean over = !now.isBefore(state.soakEnds());
    boolean pass = over && (verdict == Verdict.CONTINUE || released(state));
    if (pass) {
      return stepDone(state, new Event.StepDone(state.phase(), Step.WATCH, why, "", false), now);
    } else if (verdict == Verdict.SUSPECT && !released(state)) {
      RolloutState next = state.noReturn().isPresent() ? state : state.sharing();
      return move(next, Kind.SUSPECT, why, now);
    } else if (over && !state.hooks().containsKey(RolloutState.HELD)) {
      return inconclusive(state, e.judgement(), now);
    }
    var again = again(state);
    return state.equals(before)
        ? Decision.stay(state, again)
        : Decision.save(state, again).telling(Type.WAITING, e.note(), Map.of());
  }

  private static Effect.Again again(RolloutState state) {
    return new Effect.Again(Step.WATCH, state.spec().timings().sample());
  }

  /** The soak is over, and nobody can tell. */
  private static Decision inconclusive(RolloutState state, Judgement judgement, Instant now) {
    String why = "the soak is over, but " + judgement.why();
    boolean blind = judgement.verdict() == Verdict.BLIND;
    return switch (state.spec().options().inconclusive()) {
      case EXTEND -> state.extended() ? held(state, judgement) : extended(state, why);
      case HOLD -> held(state, judgement);
      case ROLL_BACK -> move(state, Kind.WORSE, why, now);
      case PROMOTE ->
          blind
              ? held(state, judgement)
              : stepDone(
                  state.noted("promoted although " + judgement.why()),
                  new Event.StepDone(state.phase(), Step.WATCH, why, "", false),
                  now);
    };
  }

  private static Decision extended(RolloutState state, String why) {
    String soak = Spoken.of(state.spec().timings().soak());
    return Decision.save(state.withHook(RolloutState.EXTENDED, "true"), again(state))
        .telling(Type.WAITING, why + "; it goes on for another " + soak, Map.of());
  }

  private static Decision held(RolloutState state, Judgement judgement) {
    String why = judgement.why();
    return Decision.save(
            state.withHook(RolloutState.HELD, Brief.of(why, LONGEST_HELD)), again(state))
        .telling(Type.WAITING, "the soak is over, but " + why + "; approve or abort", ASKS);
  }

  /** Tells whether a person has let a held rollout go on. */
  static boolean released(RolloutState state) {
    return state.hooks().containsKey(RolloutState.RELEASED);
  }

  private static Decision approved(RolloutState state, Event.Approve e) {
    RolloutState answered = state.answered(e.request());
    if (state.phase() == Phase.ADMIT) {
      // nothing is saved before admission; the approval is, with it
      return Decision.stay(answered.withApproval());
    } else if (state.phase() == Phase.MONITOR && state.hooks().containsKey(RolloutState.HELD)) {
      answered = answered.withHook(RolloutState.RELEASED, Brief.of(e.by(), LONGEST_HELD));
    } else if (state.spec().options().approval() && APPROVABLE.contains(state.phase())) {
      answered = answered.withApproval();
    } else {
      return Decision.save(answered)
          .telling(Type.REQUEST, "nothing waits for an approval", Map.of("by", e.by()));
    }
    return Decision.save(answered, new Effect.Nudge())
        .telling(Type.REQUEST, "approved by " + e.by(), Map.of("by", e.by()));
  }

  private static Decision move(RolloutState state, Kind kind, String why, Instant now) {
    Transitions.Cell cell = Transitions.of(state.phase(), kind);
    if (cell instanceof Transitions.Move move) {
      return enter(state, move.target(state), kind, why, now);
    } else if (cell instanceof Transitions.Reject reject) {
      return Decision.stay(state)
          .telling(Type.WAITING, "not possible now: " + reject.why(), Map.of());
    }
    return Decision.stay(state);
  }

  private static Decision enter(
      RolloutState state, Phase target, Kind kind, String why, Instant now) {
    boolean well = target != Phase.HALTED && (kind == Kind.DONE || kind == Kind.SUSPECT);
    String cause = target == Phase.HALTED ? why + stays(state) : why;
    RolloutState entered =
        (well ? state : state.because(firstOf(state.cause(), cause, target))).at(target, now);
    RolloutState next =
        target == Phase.SHIFT
            ? entered.stepping()
            : target == Phase.VERIFY ? entered.overwritten() : entered;
    Effect effect =
        target.isFinal()
            ? new Effect.Finish()
            : state.phase() == Phase.ADMIT
                ? new Effect.Claim()
                : new Effect.Run(Step.of(target).get(0));
    boolean save = !(state.phase() == Phase.ADMIT && target.isFinal()) && !isPassedBy(next);
    String message = cause.isEmpty() ? target.name() + " begins" : cause;
    return new Decision(next, save, List.of(effect), List.of())
        .telling(Type.PHASE, message, Map.of("from", state.phase().name(), "event", kind.name()));
  }

  /**
   * Tells whether the phase does nothing by itself and waits for nobody. Whoever takes over in the
   * phase before is there again at once, so that to save it would only delay the switch.
   */
  private static boolean isPassedBy(RolloutState state) {
    RolloutSpec spec = state.spec();
    return state.phase() == Phase.VERIFY
        && spec.extensions(Extension.Kind.VERIFIER).isEmpty()
        && spec.extensions(Extension.Kind.HOOK).isEmpty()
        && !spec.options().approval();
  }

  private static String stays(RolloutState state) {
    return state
        .noReturn()
        .map(what -> "; traffic stays, since the point of no return is past (" + what + ")")
        .orElse("");
  }

  /** The first cause explains a rollback; a halt adds what kept it from ending. */
  private static String firstOf(String earlier, String why, Phase target) {
    if (earlier.isEmpty()) {
      return why;
    }
    return target == Phase.HALTED ? earlier + "; then " + why : earlier;
  }
}
