package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.Plan;
import io.verdigris.Rollout;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutStatus;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.EntryProbe;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.Ledger.PersonRequest;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.StoreConflictException;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.Versioned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the rollouts of one orchestrator. */
public final class Engine {
  private static final int THREADS = 8;
  private static final int MOST_CONFLICTS = 5;
  private static final long CLOSE_SECONDS = 10;

  private final Providers providers;
  private final Optional<SharedThreads> ownThreads;
  private final Facilities shared;
  private final Map<Application, Runner> active = new ConcurrentHashMap<>();
  private final Map<Runner, Boolean> all = new ConcurrentHashMap<>();

  private final Runner.Slots slots =
      new Runner.Slots() {
        @Override
        public boolean occupy(Application application, Runner runner) {
          Runner there = active.putIfAbsent(application, runner);
          return there == null || there == runner;
        }

        @Override
        public void free(Application application, Runner runner) {
          active.remove(application, runner);
          all.remove(runner);
        }
      };

  /** Wires an engine. */
  public Engine(Wiring wiring) {
    providers = new Providers(wiring);
    RolloutStore store;
    try {
      store = providers.get(RolloutStore.class, Optional.empty());
    } catch (RuntimeException e) {
      providers.close();
      throw e;
    }
    ownThreads =
        wiring.scheduler().isPresent() ? Optional.empty() : Optional.of(new SharedThreads(THREADS));
    TaskScheduler scheduler = wiring.scheduler().orElseGet(ownThreads::orElseThrow);
    String owner = owner();
    EntryProbe probe = providers.shared(EntryProbe.class, HttpEntryProbe::new);
    shared =
        new Facilities(
            owner,
            wiring.clock(),
            scheduler,
            wiring.random(),
            new Calls(scheduler),
            new Meters(wiring.meters()),
            store,
            new OwnerLease(store, scheduler, owner, wiring.leaseDuration()),
            probe,
            wiring.listeners());
  }

  private static String owner() {
    String host = System.getenv().getOrDefault("HOSTNAME", "host");
    return host
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Says what a rollout would do. */
  public Plan plan(RolloutSpec spec) {
    return Survey.of(spec, Extensions.of(spec, providers), shared.store(), shared.calls()).plan();
  }

  /** Starts a rollout. */
  public Rollout start(RolloutSpec spec) {
    RolloutState state = RolloutState.initial(spec, shared.clock().instant());
    Runner runner = runner(state);
    runner.begin();
    return runner;
  }

  private Runner runner(RolloutState state) {
    var runner = new Runner(shared, Extensions.of(state.spec(), providers), slots, state);
    all.put(runner, true);
    return runner;
  }

  /** Takes over an application's rollout. */
  public Optional<Rollout> resume(Application application) {
    Runner mine = active.get(application);
    if (mine != null) {
      return Optional.of(mine);
    }
    Ledger ledger = shared.store().load(application).value();
    return LedgerBook.underWay(application, ledger)
        .map(
            state -> {
              Runner runner = runner(state);
              runner.resume(ledger);
              return runner;
            });
  }

  /** Takes over all rollouts of a namespace. */
  public List<Rollout> resume(String namespace) {
    return shared.store().list(namespace).stream().flatMap(a -> resume(a).stream()).toList();
  }

  /** Reads how an application stands. */
  public RolloutStatus status(Application application) {
    Ledger ledger = shared.store().load(application).value();
    Optional<RolloutState> state =
        ledger.state().isEmpty()
            ? Optional.empty()
            : Optional.of(LedgerCodec.read(application, ledger.state()));
    Optional<RolloutSpec> spec = state.map(RolloutState::spec);
    TrafficState traffic = Extensions.switcher(spec, providers).read(application);
    EnvironmentProvisioner provisioner = Extensions.provisioner(spec, providers);
    boolean alive =
        !ledger.owner().isEmpty()
            && shared.store().heartbeatOf(application.namespace(), ledger.owner()).isPresent();
    return new RolloutStatus(
        application,
        traffic.live(),
        traffic.epoch(),
        provisioner.observe(application).colours(),
        ledger.fence(),
        state.map(RolloutState::id),
        state.map(RolloutState::phase),
        state.map(RolloutState::since),
        Optional.of(ledger.owner()).filter(o -> !o.isEmpty()),
        alive,
        state.map(RolloutState::cause).filter(c -> !c.isEmpty()),
        Possible.in(state, alive),
        traffic.problems(),
        ledger.history());
  }

  /** Asks for the way back. */
  public void abort(Application application, String by, String reason) {
    Runner mine = active.get(application);
    if (mine != null) {
      mine.abort(by, reason);
    } else {
      request(application, PersonRequest.Kind.ABORT, by, reason);
    }
  }

  /** Lets it go on. */
  public void approve(Application application, String by) {
    Runner mine = active.get(application);
    if (mine != null) {
      mine.approve(by);
    } else {
      request(application, PersonRequest.Kind.APPROVE, by, "");
    }
  }

  private void request(Application application, PersonRequest.Kind kind, String by, String reason) {
    for (int tries = 0; ; tries++) {
      Versioned<Ledger> read = shared.store().load(application);
      try {
        shared
            .store()
            .save(
                application,
                new Versioned<>(
                    asked(application, read.value(), kind, by, reason), read.version()));
        return;
      } catch (StoreConflictException e) {
        if (tries >= MOST_CONFLICTS) {
          throw e;
        }
      }
    }
  }

  private static Ledger asked(
      Application application, Ledger ledger, PersonRequest.Kind kind, String by, String reason) {
    RolloutState state =
        LedgerBook.underWay(application, ledger)
            .orElseThrow(
                () ->
                    new VerdigrisException(
                        "no rollout of "
                            + application
                            + " is under way; nothing to "
                            + kind.name().toLowerCase(java.util.Locale.ROOT)));
    var request = new PersonRequest(UUID.randomUUID().toString(), state.id(), kind, by, reason);
    return new Ledger(
        ledger.fence(),
        ledger.epoch(),
        ledger.rollouts(),
        ledger.owner(),
        ledger.state(),
        ledger.history(),
        Optional.of(request));
  }

  /** Lets go of all rollouts in order, so that others may take over at once. */
  public void close() {
    List<CompletableFuture<RolloutOutcome>> ends =
        all.keySet().stream().map(Runner::ended).toList();
    all.keySet().forEach(Runner::letGo);
    ownThreads.ifPresent(
        threads -> {
          await(CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)));
          threads.close();
        });
    shared.lease().releaseAll();
    providers.close();
  }

  private static void await(CompletableFuture<?> ends) {
    try {
      ends.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // what does not let go in time is stopped with its thread; its fence protects the rest
    }
  }

  /** What a person may do. */
  private static final class Possible {
    static List<String> in(Optional<RolloutState> state, boolean alive) {
      if (state.isEmpty()) {
        return List.of("start a rollout");
      }
      Phase phase = state.get().phase();
      if (phase == Phase.HALTED) {
        return List.of("look at why it was halted, put it right, then start a rollout");
      } else if (phase.isFinal()) {
        return List.of("start a rollout", "start a rollback to the previous version");
      }
      String ask = alive ? "abort it" : "resume it: its process shows no sign of life";
      return state.get().spec().options().approval() || phase == Phase.MONITOR
          ? List.of("approve it", ask)
          : List.of(ask);
    }
  }
}
