package io.verdigris.testkit.simulation;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Rollouts in worlds that are drawn: story, conditions, faults of requests, deaths, pods that die,
 * an autoscaler and persons who touch the same objects. One seed is one world.
 */
public final class RandomRollouts {
  private static final Duration LIMIT = Duration.ofHours(6);
  private static final Duration AFTERWARDS = Duration.ofMinutes(5);
  private static final Duration TROUBLED = Duration.ofMinutes(10);
  private static final int MOST_FAULTS = 25;
  private static final List<Story> STORIES = Story.of(Directing.selector());
  private static final List<Fault> FAULTS =
      Stream.of(Fault.values()).filter(f -> f != Fault.NONE && f != Fault.TRAFFIC_MOVED).toList();

  private final UnaryOperator<BlueGreenOrchestrator.Builder> extensions;

  /**
   * Makes them.
   *
   * @param extensions adds to each process' orchestrator what is not on the class path
   */
  public RandomRollouts(UnaryOperator<BlueGreenOrchestrator.Builder> extensions) {
    this.extensions = extensions;
  }

  /**
   * What came of one world.
   *
   * @param phase in which the rollout ended
   * @param processes how many drove it
   * @param calls how many requests they sent
   * @param faults how many of those met a fault
   * @param wrong what was broken; empty when all was well
   * @param trace what happened; empty when all was well
   */
  public record Result(
      long seed,
      Story story,
      String phase,
      int processes,
      int calls,
      int faults,
      List<String> wrong,
      String trace) {
    /** Copies the list. */
    public Result {
      wrong = List.copyOf(wrong);
    }
  }

  /** Plays the worlds of these seeds, on all cores. */
  public Stream<Result> play(long from, int count) {
    return LongStream.range(from, from + count).parallel().mapToObj(seed -> play(seed));
  }

  /** Plays the world of one seed; its trace is told only where something was broken. */
  public Result play(long seed) {
    return play(seed, false);
  }

  /** Plays the world of one seed and tells its trace in any case. */
  public Result replay(long seed) {
    return play(seed, true);
  }

  private Result play(long seed, boolean traced) {
    var random = new SplittableRandom(seed);
    Story story = STORIES.get(random.nextInt(STORIES.size()));
    var simulation =
        new Simulation(
            random.nextLong(), random.nextBoolean() ? Conditions.rough() : Conditions.calm());
    story.setUp(simulation);
    RolloutSpec spec = story.spec(simulation);
    double share = random.nextInt(4) == 0 ? 0 : random.nextDouble() * 0.08;
    var supervisor =
        new Supervisor(
            simulation,
            spec,
            i -> faults(simulation, random, share),
            extensions,
            1 + random.nextInt(5) / 4);
    if (random.nextInt(3) == 0) {
      new Others(simulation, random).begin();
    }
    supervisor.run(LIMIT);
    simulation.time().advance(AFTERWARDS);
    supervisor.close();
    return result(seed, story, simulation, traced);
  }

  /** Trouble ends some time, or nothing could be asked of the end. */
  private static FaultPlan faults(Simulation simulation, RandomGenerator random, double share) {
    FaultPlan drawn = FaultPlan.random(random, share, FAULTS);
    return call -> {
      boolean over =
          simulation.sinceStart().compareTo(TROUBLED) > 0 || faultsMet(simulation) >= MOST_FAULTS;
      return over ? Fault.NONE : drawn.at(call);
    };
  }

  private static int faultsMet(Simulation simulation) {
    return simulation.processes().stream().mapToInt(SimulatedProcess::faultsMet).sum();
  }

  private static Result result(long seed, Story story, Simulation simulation, boolean traced) {
    var wrong = new ArrayList<String>(simulation.violations());
    wrong.addAll(unserved(simulation));
    return new Result(
        seed,
        story,
        simulation.savedPhase(),
        simulation.processes().size(),
        simulation.processes().stream().mapToInt(SimulatedProcess::calls).sum(),
        faultsMet(simulation),
        wrong,
        wrong.isEmpty() && !traced ? "" : simulation.trace().toString());
  }

  /** Whatever the end, something is live and serves, and nothing was lost but by others' doing. */
  private static List<String> unserved(Simulation simulation) {
    var unserved = new ArrayList<String>();
    if (simulation.live().isEmpty()) {
      unserved.add("nothing is live at the end");
    } else {
      Colour live = simulation.live().get();
      if (simulation.desired(live) == 0) {
        unserved.add(live + " is live at the end, but has no pods");
      }
    }
    Map<String, Double> lost = simulation.cluster().lost();
    if (!lost.isEmpty() && !simulation.wasEverShaken()) {
      unserved.add("lost requests: " + lost);
    }
    return unserved;
  }

  /** Pods that die, an autoscaler, and a person who labels the Service. */
  private static final class Others {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(40);
    private static final int MOST_PODS = 4;

    private final Simulation simulation;
    private final RandomGenerator random;

    Others(Simulation simulation, RandomGenerator random) {
      this.simulation = simulation;
      this.random = random;
    }

    void begin() {
      var pause = Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis()));
      var unused = simulation.time().schedule(this::act, pause);
    }

    private void act() {
      if (simulation.sinceStart().compareTo(TROUBLED) > 0) {
        return;
      }
      switch (random.nextInt(4)) {
        case 0 -> simulation.killPod(Colour.BLUE);
        case 1 -> simulation.killPod(Colour.GREEN);
        case 2 ->
            simulation
                .live()
                .ifPresent(
                    live -> simulation.scale("autoscaler", live, 1 + random.nextInt(MOST_PODS)));
        default -> ForeignChange.LABELS_THE_SERVICE.make(simulation);
      }
      begin();
    }
  }
}
