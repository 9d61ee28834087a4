package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Plan;
import io.verdigris.Rollout;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutStatus;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.EntryProbe;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.Ledger.PersonRequest;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.StoreConflictException;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.Versioned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the rollouts of one orchestrator. */
public final class Engine {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  private static final int THREADS = 8;
  private static final int MOST_CONFLICTS = 5;
  private static final int LONGEST_BY = 200;
  private static final int LONGEST_REASON = 1000;
  private static final long CLOSE_SECONDS = 10;
  private static final String OUT_OF_MEMORY =
      "this orchestrator ran out of memory and has let go of its rollouts";

  private final Providers providers;
  private final Optional<SharedThreads> ownThreads;
  private final Optional<SharedThreads> leaseThread;
  private final Facilities shared;
  private final Map<Application, Runner> active = new ConcurrentHashMap<>();
  private final Map<Runner, Boolean> all = new ConcurrentHashMap<>();
  private final Set<StandBy> standBys = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

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

        @Override
        public void abort(Application application, String reason) {
          Engine.this.abort(application, shared().owner(), reason);
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
    // signs of life must not queue behind calls of extensions that hang
    leaseThread = ownThreads.map(threads -> new SharedThreads(1));
    TaskScheduler scheduler = watched(wiring.scheduler().orElseGet(ownThreads::orElseThrow));
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
            new OwnerLease(
                store,
                leaseThread.map(this::watched).orElse(scheduler),
                owner,
                wiring.leaseDuration()),
            probe,
            wiring.observations(),
            wiring.listeners());
  }

  private TaskScheduler watched(TaskScheduler scheduler) {
    return new MemoryWatch(scheduler, this::ranOutOfMemory);
  }

  private Facilities shared() {
    return shared;
  }

  /**
   * No rollout can be relied on to go on in this process, while its sign of life would keep others
   * from taking them over. The sign of life comes first, since all else may fail as well.
   */
  private void ranOutOfMemory(OutOfMemoryError error) {
    shared.lease().cease();
    active.clear();
    all.keySet().removeIf(Engine::isAbandoned);
    log.error("{}; others take them over once its Lease has run out", OUT_OF_MEMORY, error);
  }

  private static boolean isAbandoned(Runner runner) {
    try {
      runner.abandon(OUT_OF_MEMORY);
      return true;
    } catch (OutOfMemoryError e) {
      // it is told when there is some again, or when this is closed
      return false;
    }
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
    refuseIfClosed();
    RolloutState state = RolloutState.initial(spec, shared.clock().instant());
    Runner runner = runner(state);
    runner.begin();
    return runner;
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new IllegalStateException("this orchestrator is closed; make another one");
    }
    if (shared.lease().hasCeased()) {
      throw new IllegalStateException(
          OUT_OF_MEMORY + "; make another one, and give it more memory");
    }
  }

  private Runner runner(RolloutState state) {
    var runner = new Runner(shared, Extensions.of(state.spec(), providers), slots, state);
    all.put(runner, true);
    return runner;
  }

  /** Takes over an application's rollout. */
  public Optional<Rollout> resume(Application application) {
    refuseIfClosed();
    Runner mine = active.get(application);
    if (mine != null) {
      return Optional.of(mine);
    }
    Versioned<Ledger> left = shared.store().load(application);
    Ledger ledger = left.value();
    return LedgerBook.underWay(shared.store(), application, ledger)
        .map(
            state -> {
              Runner runner = runner(state);
              if (ledger.owner().equals(shared.owner())) {
                // this process is alive, but has let go of this one
                runner.takeOverFrom(left);
              } else {
                runner.resume(ledger);
              }
              return runner;
            });
  }

  /** Takes over all rollouts of a namespace. */
  public List<Rollout> resume(String namespace) {
    refuseIfClosed();
    return shared.store().list(namespace).stream().flatMap(a -> resumed(a).stream()).toList();
  }

  /** One application that cannot be resumed must not keep the others from it. */
  private Optional<Rollout> resumed(Application application) {
    try {
      return resume(application);
    } catch (RuntimeException e) {
      log.warn("application={} could not be resumed", application, e);
      return Optional.of(new UnresumedRollout(application, String.valueOf(e.getMessage())));
    }
  }

  /** Takes over what other processes leave in a namespace, until closed. */
  public AutoCloseable standBy(String namespace, Consumer<Rollout> taken) {
    refuseIfClosed();
    var standBy = new StandBy(shared, namespace, this::takeOver, taken);
    standBys.add(standBy);
    standBy.begin();
    return () -> {
      standBys.remove(standBy);
      standBy.close();
    };
  }

  private Optional<Rollout> takeOver(RolloutState state, Versioned<Ledger> left) {
    if (closed || shared.lease().hasCeased() || active.containsKey(state.spec().application())) {
      return Optional.empty();
    }
    Runner runner = runner(state);
    runner.takeOverFrom(left);
    return Optional.of(runner);
  }

  /** Reads how an application stands. */
  public RolloutStatus status(Application application) {
    return new StatusReader(shared.store(), providers, shared.clock()).read(application);
  }

  /** Lists the applications of a namespace that have a ledger. */
  public List<Application> applications(String namespace) {
    return shared.store().list(namespace);
  }

  /** Runs the wake whenever an application's ledger changes. */
  public AutoCloseable watch(Application application, Runnable wake) {
    return shared.store().watch(application, wake);
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

  /** Asks for the way back past the point of no return. */
  public void abortPastNoReturn(Application application, String by, String reason) {
    Runner mine = active.get(application);
    if (mine != null) {
      mine.abortPastNoReturn(by, reason);
    } else {
      request(application, PersonRequest.Kind.ABORT_PAST_NO_RETURN, by, reason);
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

  private Ledger asked(
      Application application, Ledger ledger, PersonRequest.Kind kind, String by, String reason) {
    RolloutState state =
        LedgerBook.underWay(shared.store(), application, ledger)
            .orElseThrow(
                () ->
                    new VerdigrisException(
                        "no rollout of "
                            + application
                            + " is under way; nothing to "
                            + kind.name().toLowerCase(java.util.Locale.ROOT)));
    if (kind == PersonRequest.Kind.ABORT && state.noReturn().isPresent()) {
      throw new VerdigrisException(state.id() + " does not go back: " + Decider.noWayBack(state));
    }
    var request =
        new PersonRequest(
            UUID.randomUUID().toString(),
            state.id(),
            kind,
            Brief.of(by, LONGEST_BY),
            Brief.of(reason, LONGEST_REASON));
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
    closed = true;
    standBys.forEach(StandBy::close);
    List<Runner> running = List.copyOf(all.keySet());
    running.forEach(Runner::letGo);
    ownThreads.ifPresent(
        threads -> {
          await(running.stream().map(Runner::ended).toArray(CompletableFuture[]::new));
          threads.close();
          running.forEach(runner -> runner.abandon(Runner.CLOSED));
        });
    shared.lease().releaseAll();
    leaseThread.ifPresent(SharedThreads::close);
    providers.close();
  }

  private static void await(CompletableFuture<?>... ends) {
    try {
      CompletableFuture.allOf(ends).get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // what does not let go in time is stopped with its thread; its fence protects the rest
    }
  }
}
