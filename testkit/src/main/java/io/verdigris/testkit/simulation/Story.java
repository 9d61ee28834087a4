package io.verdigris.testkit.simulation;

import io.verdigris.Colour;
import io.verdigris.Comparison;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.RolloutSpec;
import io.verdigris.testkit.cluster.PodBehaviour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The ways in which a rollout ends by itself, and how things must stand then. */
public enum Story {
  /** Green is well, goes live and stays; blue is taken away. */
  PROMOTION("PROMOTED", Colour.GREEN, 1, true, 0),
  /** Green passes its checks, but fails under traffic; blue is live again, green taken away. */
  ROLLBACK("ROLLED_BACK", Colour.BLUE, 2, true, 0.3),
  /** Green fails more often than blue did; where both serve, it does so too, and blue is live. */
  SUSPICION_CONFIRMED("ROLLED_BACK", Colour.BLUE, 3, true, 0.05),
  /** What both need fails after the switch: both do while both serve, and green stays. */
  SUSPICION_CLEARED("PROMOTED", Colour.GREEN, 3, true, 0),
  /** Both serve for a while before green serves alone. */
  OVERLAP("PROMOTED", Colour.GREEN, 2, true, 0),
  /** Green fails while both serve, and never serves alone. */
  OVERLAP_ROLLBACK("ROLLED_BACK", Colour.BLUE, 2, true, 0.3),
  /** Green never becomes ready; blue was live all the time. */
  REJECTION("REJECTED", Colour.BLUE, 0, false, 0),
  /** Green gets more and more of the traffic before it gets all of it. */
  STEPS("PROMOTED", Colour.GREEN, 3, true, 0),
  /** Green fails once it has a part of the traffic, and never gets more. */
  STEPS_ROLLBACK("ROLLED_BACK", Colour.BLUE, 2, true, 0.3);

  private static final String IMAGE = "web:2";
  private static final String BEFORE = "web:1";
  private static final double SHARED_ERRORS = 0.05;
  private static final Duration STARTUP = Duration.ofSeconds(2);

  /** So long that slices which lag behind tell of blue before green is ready. */
  private static final Duration LONG_STARTUP = Duration.ofSeconds(15);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration COMPARE = Duration.ofSeconds(10);
  private static final Duration TOGETHER = Duration.ofSeconds(8);
  private static final Duration STEP = Duration.ofSeconds(4);

  private final String phase;
  private final Colour live;
  private final int switches;
  private final boolean ready;
  private final double errors;

  Story(String phase, Colour live, int switches, boolean ready, double errors) {
    this.phase = phase;
    this.live = live;
    this.switches = switches;
    this.ready = ready;
    this.errors = errors;
  }

  /** Returns the phase in which it ends. */
  public String phase() {
    return phase;
  }

  /** Prepares a world for it. */
  public void setUp(Simulation simulation) {
    simulation.behave(IMAGE, new PodBehaviour(compares() ? LONG_STARTUP : STARTUP, ready, errors));
    if (this == SUSPICION_CLEARED) {
      failBoth(simulation);
    }
  }

  /** Has both colours fail once green is watched. */
  private static void failBoth(Simulation simulation) {
    if (simulation.savedPhase().equals("MONITOR")) {
      simulation.trace().add(() -> "what both colours need begins to fail");
      simulation.behave(BEFORE, PodBehaviour.good(STARTUP).failing(SHARED_ERRORS));
      simulation.behave(IMAGE, PodBehaviour.good(STARTUP).failing(SHARED_ERRORS));
    } else {
      var unused = simulation.time().schedule(() -> failBoth(simulation), LOOK);
    }
  }

  private boolean compares() {
    return this == SUSPICION_CONFIRMED || this == SUSPICION_CLEARED;
  }

  private Extension policy() {
    return compares()
        ? Comparison.withOldColour().extension()
        : HardLimits.limits().maxErrorRate(0.1).extension();
  }

  /** Returns the stories that this can tell. */
  public static List<Story> of(Directing directing) {
    return Stream.of(values()).filter(story -> story.isFor(directing)).toList();
  }

  private boolean isFor(Directing directing) {
    return switch (this) {
      case PROMOTION, ROLLBACK, REJECTION -> true;
      case SUSPICION_CONFIRMED, SUSPICION_CLEARED, OVERLAP, OVERLAP_ROLLBACK -> directing.shares();
      case STEPS, STEPS_ROLLBACK -> directing.weighs();
    };
  }

  /** Returns a spec with short times and the simulation's own verifier and metrics. */
  public RolloutSpec spec(Simulation simulation) {
    RolloutSpec.Builder spec = RolloutSpec.builder(simulation.application());
    simulation.directing().switcher().ifPresent(spec::use);
    if (this == OVERLAP || this == OVERLAP_ROLLBACK) {
      spec.overlap(TOGETHER);
    } else if (this == STEPS || this == STEPS_ROLLBACK) {
      spec.step(10, STEP).step(50, STEP);
    }
    return spec.image("app", IMAGE)
        .soak(Duration.ofSeconds(10))
        .deployTimeout(Duration.ofMinutes(1))
        .use(Extension.of(Extension.Kind.VERIFIER, Simulation.HEALTH, Map.of()))
        .use(Extension.of(Extension.Kind.METRICS, Simulation.METRICS, Map.of()))
        .compare(COMPARE)
        .use(policy())
        .build();
  }

  /** Returns what is not as it must be at its end; empty when all is. */
  public List<String> unmet(Simulation simulation) {
    return unmet(simulation, phase);
  }

  /** Returns what is not as it must be where it ends so but for the phase in the ledger. */
  List<String> unmet(Simulation simulation, String saved) {
    var unmet = new ArrayList<String>();
    check(unmet, "phase", simulation.savedPhase(), saved);
    check(unmet, "live colour", simulation.live().map(Colour::label).orElse("none"), live.label());
    check(unmet, "pods of " + live, simulation.desired(live), Simulation.REPLICAS);
    check(unmet, "pods of " + live.other(), simulation.desired(live.other()), 0);
    check(unmet, "switches", simulation.switches(), switches);
    Map<String, Double> lost = simulation.cluster().lost();
    check(unmet, "lost requests", lost, Map.of());
    return unmet;
  }

  private static void check(List<String> unmet, String what, Object is, Object wanted) {
    if (!is.equals(wanted)) {
      unmet.add(what + ": " + is + ", not " + wanted);
    }
  }
}
