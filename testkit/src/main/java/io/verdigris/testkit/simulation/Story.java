package io.verdigris.testkit.simulation;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.HardLimits;
import io.verdigris.RolloutSpec;
import io.verdigris.testkit.cluster.PodBehaviour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ways in which a rollout ends by itself, and how things must stand then. */
public enum Story {
  /** Green is well, goes live and stays; blue is taken away. */
  PROMOTION("PROMOTED", Colour.GREEN, 1, true, 0),
  /** Green passes its checks, but fails under traffic; blue is live again, green taken away. */
  ROLLBACK("ROLLED_BACK", Colour.BLUE, 2, true, 0.3),
  /** Green never becomes ready; blue was live all the time. */
  REJECTION("REJECTED", Colour.BLUE, 0, false, 0);

  private static final String IMAGE = "web:2";
  private static final Duration STARTUP = Duration.ofSeconds(2);

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
    simulation.behave(IMAGE, new PodBehaviour(STARTUP, ready, errors));
  }

  /** Returns a spec with short times and the simulation's own verifier and metrics. */
  public RolloutSpec spec(Application application) {
    return RolloutSpec.builder(application)
        .image("app", IMAGE)
        .soak(Duration.ofSeconds(10))
        .deployTimeout(Duration.ofMinutes(1))
        .use(Extension.of(Extension.Kind.VERIFIER, Simulation.HEALTH, Map.of()))
        .use(Extension.of(Extension.Kind.METRICS, Simulation.METRICS, Map.of()))
        .use(HardLimits.limits().maxErrorRate(0.1).extension())
        .build();
  }

  /** Returns what is not as it must be at its end; empty when all is. */
  public List<String> unmet(Simulation simulation) {
    var unmet = new ArrayList<String>();
    check(unmet, "phase", simulation.savedPhase(), phase);
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
