package io.verdigris.benchmarks;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutOutcome;
import io.verdigris.testkit.simulation.Call;
import io.verdigris.testkit.simulation.Conditions;
import io.verdigris.testkit.simulation.Directing;
import io.verdigris.testkit.simulation.Fault;
import io.verdigris.testkit.simulation.ForeignChange;
import io.verdigris.testkit.simulation.Simulation;
import io.verdigris.testkit.simulation.Story;
import io.verdigris.testkit.simulation.Supervisor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** A rollout during which somebody else changes something, once it has entered a phase. */
final class ForeignWorld {
  private static final Duration LIMIT = Duration.ofHours(3);
  private static final Duration AFTERWARDS = Duration.ofMinutes(1);
  private static final int LATEST = 1_500;

  /** After that long a request is answered, when all is calm. */
  private static final Duration SAVED = Duration.ofMillis(50);

  private static final Set<Phase> BACK =
      Set.of(Phase.ROLL_BACK, Phase.CONFIRM_ROLLBACK, Phase.CLEAN_UP);

  private final Simulation simulation;
  private final Supervisor supervisor;
  private final ForeignChange change;
  private final Phase phase;
  private final Duration delay;
  private Predicate<Call> moment = call -> true;
  private boolean planned;
  private boolean dying;
  private String madeIn = "";
  private Map<String, String> left = Map.of();
  private Map<Colour, Integer> leftParts = Map.of();

  ForeignWorld(long seed, ForeignChange change, Phase phase, boolean later) {
    this(seed, change, phase, later, Directing.selector());
  }

  ForeignWorld(long seed, ForeignChange change, Phase phase, boolean later, Directing directing) {
    simulation = new Simulation(seed, Conditions.calm(), directing);
    this.change = change;
    this.phase = phase;
    delay =
        later ? Duration.ofMillis(new SplittableRandom(seed).nextInt(100, LATEST)) : Duration.ZERO;
    Story story = story(phase);
    story.setUp(simulation);
    supervisor =
        new Supervisor(
            simulation,
            story.spec(simulation),
            process -> this::change,
            UnaryOperator.identity(),
            1);
  }

  private static Story story(Phase phase) {
    if (BACK.contains(phase)) {
      return Story.ROLLBACK;
    }
    return phase == Phase.COMPARE
        ? Story.SUSPICION_CLEARED
        : phase == Phase.SHIFT ? Story.STEPS : Story.PROMOTION;
  }

  /** The change comes while the request that takes blue's pods is under way. */
  static ForeignWorld atTheScaleDownOfBlue(long seed, ForeignChange change) {
    var world = new ForeignWorld(seed, change, Phase.DECOMMISSION, false);
    world.moment = call -> call.verb().equals("PATCH") && call.path().endsWith("/web-blue");
    return world;
  }

  /** The process dies with that request, whose effect it does not see. */
  ForeignWorld dyingOnceItIsMade() {
    dying = true;
    return this;
  }

  /**
   * The change comes just before the first request that follows, or the delay after that; in a
   * phase that begins with waiting, the delay after it was saved.
   */
  private Fault change(Call call) {
    if (!delay.isZero()) {
      plan();
      var unused = simulation.time().schedule(this::plan, SAVED);
    } else if (!planned && moment.test(call) && isEntered()) {
      planned = true;
      make();
      return dying ? Fault.DIES_AFTER : Fault.NONE;
    }
    return Fault.NONE;
  }

  private void plan() {
    if (!planned && isEntered()) {
      planned = true;
      var unused = simulation.time().schedule(this::make, delay);
    }
  }

  private boolean isEntered() {
    return simulation.savedPhase().equals(phase.name());
  }

  private void make() {
    madeIn = simulation.savedPhase();
    change.make(simulation);
    left = selector();
    leftParts = parts();
  }

  ForeignWorld run() {
    supervisor.run(LIMIT);
    simulation.time().advance(AFTERWARDS);
    supervisor.close();
    return this;
  }

  /** Returns the phase that the ledger told when the change was made; empty when none was. */
  String madeIn() {
    return madeIn;
  }

  List<String> violations() {
    return simulation.violations();
  }

  String trace() {
    return simulation.trace().toString();
  }

  /** Returns the selector as the change left it. */
  Map<String, String> left() {
    return left;
  }

  /** Returns of 100 requests, how many each colour was given when the change was made. */
  Map<Colour, Integer> leftParts() {
    return leftParts;
  }

  /** Returns of 100 requests, how many each colour is given. */
  Map<Colour, Integer> parts() {
    return simulation.parts();
  }

  /** Returns what the stable Service selects; nothing without one. */
  Map<String, String> selector() {
    var selector = new TreeMap<String, String>();
    simulation
        .cluster()
        .read("Service", simulation.application().namespace(), simulation.application().service())
        .map(s -> s.path("spec").path("selector"))
        .ifPresent(
            s -> s.propertyStream().forEach(e -> selector.put(e.getKey(), text(e.getValue()))));
    return selector;
  }

  private static String text(JsonNode node) {
    return node.asString("");
  }

  /** Returns the outcome that the last process was told. */
  RolloutOutcome outcome() {
    List<RolloutOutcome> told = supervisor.outcomes();
    return told.get(told.size() - 1);
  }

  /** Returns outcome, live colour, sizes and whether requests were lost, as the table has it. */
  String answer() {
    return outcome().name()
        + " "
        + simulation.live().map(Colour::label).orElse("none")
        + " "
        + simulation.desired(Colour.BLUE)
        + ":"
        + simulation.desired(Colour.GREEN)
        + (simulation.cluster().lost().isEmpty() ? "" : " lost");
  }
}
