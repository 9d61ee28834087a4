package io.verdigris.testkit.simulation;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a rollout is driven, as whoever runs the tool would: starts it in a process, and
 * whenever no process that moves is driving it, starts another one that goes on.
 */
public final class Supervisor {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Set<String> FINAL =
      Stream.of(Phase.values()).filter(Phase::isFinal).map(Phase::name).collect(Collectors.toSet());

  private final Simulation simulation;
  private final RolloutSpec spec;
  private final IntFunction<FaultPlan> faults;
  private final UnaryOperator<BlueGreenOrchestrator.Builder> extensions;
  private final List<Driver> drivers = new ArrayList<>();
  private final int rivals;
  private boolean over;
  private boolean closed;
  private List<RolloutOutcome> told = List.of();

  /**
   * Makes a supervisor.
   *
   * @param faults what each process meets, by its number from 0
   * @param extensions adds to each process' orchestrator what is not on the class path
   * @param rivals how many processes are started at once when one must go on
   */
  public Supervisor(
      Simulation simulation,
      RolloutSpec spec,
      IntFunction<FaultPlan> faults,
      UnaryOperator<BlueGreenOrchestrator.Builder> extensions,
      int rivals) {
    this.simulation = simulation;
    this.spec = spec;
    this.faults = faults;
    this.extensions = extensions;
    this.rivals = rivals;
  }

  /** Makes one whose processes meet no fault and find all they need on the class path. */
  public static Supervisor undisturbed(Simulation simulation, RolloutSpec spec) {
    return new Supervisor(
        simulation, spec, process -> FaultPlan.none(), UnaryOperator.identity(), 1);
  }

  /** One process that drives, or tries to. */
  private final class Driver {
    private final SimulatedProcess process;
    private @Nullable BlueGreenOrchestrator orchestrator;
    private @Nullable Rollout rollout;
    private boolean nothingLeft;

    Driver(FaultPlan plan) {
      process = simulation.process(plan);
    }

    void begin() {
      process.execute(this::attempt);
    }

    private void attempt() {
      try {
        if (orchestrator == null) {
          orchestrator = extensions.apply(process.builder()).build();
        }
        Optional<Rollout> found = orchestrator.resume(simulation.application());
        if (found.isEmpty() && simulation.savedPhase().isEmpty()) {
          startUnlessAnotherMay();
        } else {
          rollout = found.orElse(null);
          nothingLeft = rollout == null;
        }
      } catch (RuntimeException e) {
        simulation.trace().add(() -> process.name() + " cannot begin: " + e.getMessage());
        var unused = process.schedule(this::attempt, LOOK);
      }
    }

    /**
     * Nobody would start a rollout anew while the process that was to start it lives, or after it
     * was refused.
     */
    private void startUnlessAnotherMay() {
      List<Driver> earlier = drivers.stream().takeWhile(d -> d != this).toList();
      if (earlier.stream().anyMatch(d -> d.outcome().isPresent())) {
        nothingLeft = true;
      } else if (earlier.stream().allMatch(d -> d.process.isDead())) {
        rollout = Objects.requireNonNull(orchestrator).start(spec);
      } else {
        var unused = process.schedule(this::attempt, LOOK);
      }
    }

    /** Nobody hears what a process that is dead makes of its death. */
    Optional<RolloutOutcome> outcome() {
      return Optional.ofNullable(process.isDead() ? null : rollout)
          .map(r -> r.outcome().toCompletableFuture().getNow(null));
    }

    boolean drives() {
      return !process.isDead() && !nothingLeft && outcome().isEmpty();
    }
  }

  /**
   * Drives it until it has ended, in all processes that live.
   *
   * @param limit how long that may take; after it, its not having ended is a violation
   */
  public void run(Duration limit) {
    simulation.onChallenge(this::start);
    start();
    tick();
    over = !simulation.time().advanceUntil(this::hasEnded, limit);
    if (over) {
      simulation.violated(
          "I5: no end within " + limit + "; the ledger says " + simulation.savedPhase());
    }
    over = true;
  }

  private boolean hasEnded() {
    boolean refused =
        simulation.savedPhase().isEmpty()
            && drivers.stream().anyMatch(d -> d.outcome().isPresent());
    return (refused || FINAL.contains(simulation.savedPhase()))
        && drivers.stream().noneMatch(Driver::drives);
  }

  private void start() {
    var driver = new Driver(faults.apply(drivers.size()));
    drivers.add(driver);
    driver.begin();
  }

  private void tick() {
    if (over) {
      return;
    }
    boolean driven = drivers.stream().anyMatch(d -> d.drives() && !d.process.isFrozen());
    for (int i = 0; i < rivals && !driven && !hasEnded(); i++) {
      start();
    }
    var unused = simulation.time().schedule(this::tick, LOOK);
  }

  /** Returns what the processes were told of the rollout's end, where they lived to hear it. */
  public List<RolloutOutcome> outcomes() {
    return closed ? told : heard();
  }

  private List<RolloutOutcome> heard() {
    return drivers.stream().map(Driver::outcome).flatMap(Optional::stream).toList();
  }

  /** Ends the simulation's processes. */
  public void close() {
    told = outcomes();
    closed = true;
    simulation.close();
  }
}
