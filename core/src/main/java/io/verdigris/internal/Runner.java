package io.verdigris.internal;

import io.micrometer.core.instrument.LongTaskTimer;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.Plan;
import io.verdigris.Rollout;
import io.verdigris.RolloutEvent;
import io.verdigris.RolloutOutcome;
import io.verdigris.VerdigrisException;
import io.verdigris.judging.Series;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.OutcomeUnknownException;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One rollout in this process: decides on each event, saves, then runs the effects. Everything but
 * the handle's own methods runs in the rollout's mailbox, one task at a time.
 *
 * <p>Longer than most files here: decide, save, run and what can go wrong in each belong together.
 */
final class Runner implements Rollout {
  /** Why a rollout was let go of in order. */
  static final String CLOSED = "this orchestrator was closed";

  private static final Duration ADMISSION = Duration.ofMinutes(1);
  private static final Duration SUPERSEDING = Duration.ofMinutes(30);
  private static final Duration BETWEEN_ADMISSIONS = Duration.ofSeconds(1);

  /** A step's last nanoseconds are not looked at again and again: clocks are not that fine. */
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

  private static final Duration LONGEST_WAIT = Duration.ofHours(24);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE_BACK = Duration.ofSeconds(2);

  private final Facilities shared;
  private final Extensions extensions;
  private final Slots slots;
  private final Mailbox mailbox;
  private final Next next;
  private final LedgerBook book;
  private final Publisher publisher;
  private final Retries retries;
  private final Steps steps;
  private final StepRun run = new StepRun();
  private final Series series = new Series();
  private final Vigil vigil = new Vigil();
  private final Refusals refusals = new Refusals();
  private final Refusals refusedSaves = new Refusals();
  private final CompletableFuture<RolloutOutcome> outcome = new CompletableFuture<>();
  private final PersonRequests requests;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicBoolean wakePosted = new AtomicBoolean();
  private final long begun;
  private final LongTaskTimer.Sample active;
  private volatile RolloutState state;
  private @Nullable Survey survey;
  private List<Finding> findings = List.of();
  private @Nullable Step failing;
  private boolean superseding;
  private boolean entering;
  private boolean claimed;
  private boolean unsettled;
  private long unclaimedSince;
  private boolean held;

  /** Keeps one process from driving an application twice. */
  interface Slots {
    boolean occupy(Application application, Runner runner);

    void free(Application application, Runner runner);

    /** Asks whatever process drives the application for the way back. */
    void abort(Application application, String reason);
  }

  Runner(Facilities shared, Extensions extensions, Slots slots, RolloutState state) {
    this.shared = shared;
    this.extensions = extensions;
    this.slots = slots;
    this.state = state;
    mailbox = new Mailbox(shared.scheduler(), this::defect);
    next = new Next(mailbox, shared.scheduler());
    book = new LedgerBook(shared.store(), state.spec().application(), shared.owner());
    requests =
        new PersonRequests(
            shared.store(),
            shared.scheduler(),
            mailbox,
            book,
            () -> this.state,
            this::handle,
            this::told);
    var traces = new Traces(shared.observations());
    publisher =
        new Publisher(Stream.concat(Stream.of(traces), shared.listeners().stream()).toList());
    retries = new Retries(shared.random());
    steps = shared.steps(extensions, traces);
    begun = shared.scheduler().nanoTime();
    active = shared.meters().began();
  }

  // ---- the handle

  @Override
  public String id() {
    return state.id();
  }

  @Override
  public Application application() {
    return state.spec().application();
  }

  @Override
  public Phase phase() {
    return state.phase();
  }

  @Override
  public List<RolloutEvent> events() {
    return publisher.events();
  }

  @Override
  public CompletionStage<RolloutOutcome> outcome() {
    return outcome.minimalCompletionStage();
  }

  @Override
  public RolloutOutcome await() throws InterruptedException {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome never fails", e);
    }
  }

  @Override
  public Optional<RolloutOutcome> await(Duration atMost) throws InterruptedException {
    try {
      return Optional.of(outcome.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome never fails", e);
    }
  }

  @Override
  public void abort(String by, String reason) {
    mailbox.post(() -> ask(new Event.Abort("", by, reason, false)));
  }

  @Override
  public void abortPastNoReturn(String by, String reason) {
    mailbox.post(() -> ask(new Event.Abort("", by, reason, true)));
  }

  @Override
  public void approve(String by) {
    mailbox.post(() -> ask(new Event.Approve("", by)));
  }

  /**
   * A rollout that another process may own, or that may be in the ledger already, is not decided on
   * yet.
   */
  private void ask(Event request) {
    boolean ours = book.fence() > 0 || (state.phase() == Phase.ADMIT && !entering);
    if (ours) {
      handle(request);
    } else {
      requests.keep(request);
    }
  }

  // ---- beginning

  /** Begins a new rollout with its admission. */
  void begin() {
    next.now(
        () -> {
          tell(RolloutEvent.Type.PHASE, "ADMIT begins", driving("", "START"));
          admit();
        });
  }

  private Map<String, String> driving(String from, String event) {
    return Map.of("from", from, "event", event, "owner", shared.owner());
  }

  private void admit() {
    attempt(
        this::survey,
        reason -> new Event.Refused(List.of(), reason),
        this::admit,
        isOver(superseding ? SUPERSEDING : ADMISSION));
  }

  private Event survey() {
    Survey read = Survey.of(state.spec(), extensions, shared.store(), shared.calls());
    survey = read;
    Plan plan = read.plan();
    if (read.onlyBusy() && state.spec().options().supersede() && !isOver(SUPERSEDING)) {
      supersede();
      return new Event.Nothing();
    }
    return plan.admitted()
        ? new Event.Admitted(
            plan.from(),
            plan.to().orElseThrow(),
            plan.replicas(),
            read.traffic().selection(),
            plan.notes())
        : new Event.Refused(plan.findings(), "");
  }

  /** Asks the rollout that is under way to go back, once, and looks again until it has ended. */
  private void supersede() {
    if (!superseding) {
      slots.abort(application(), "superseded by a newer rollout");
      superseding = true;
      tell(RolloutEvent.Type.WAITING, "for the rollout that it supersedes to end", Map.of());
    }
    next.later(BETWEEN_ADMISSIONS, this::admit);
  }

  private boolean isOver(Duration limit) {
    return Duration.ofNanos(shared.scheduler().nanoTime() - begun).compareTo(limit) >= 0;
  }

  /** Begins with a rollout whose owner is known to have ended after the ledger was read. */
  void takeOverFrom(Versioned<Ledger> left) {
    attemptTakeOver(left.value(), Optional.of(left));
  }

  private void attemptTakeOver(Ledger left, Optional<Versioned<Ledger>> read) {
    next.now(
        () ->
            attempt(
                () -> takeOver(left, read),
                Event.Lost::new,
                () -> attemptTakeOver(left, Optional.empty()),
                false));
  }

  /** Begins with a rollout that another process has left, once that process is known to be gone. */
  void resume(Ledger left) {
    var watch = new OwnerWatch(shared.store(), shared.scheduler(), application(), left.owner());
    next.now(() -> resume(left, watch));
  }

  private void resume(Ledger left, OwnerWatch watch) {
    attempt(() -> lookAtOwner(left, watch), Event.Lost::new, () -> resume(left, watch), false);
  }

  private Event lookAtOwner(Ledger left, OwnerWatch watch) {
    return switch (watch.look()) {
      case ALIVE ->
          new Event.Lost(
              "its owner "
                  + left.owner()
                  + " is alive: it goes on with it, unless it says that it has let go of it; then"
                  + " resume it there, or end that process");
      case DEAD -> takeOver(left, Optional.empty());
      case UNKNOWN -> {
        tell(
            RolloutEvent.Type.WAITING,
            "to see whether its owner " + left.owner() + " is alive",
            Map.of());
        next.later(watch.pause(), () -> resume(left, watch));
        yield new Event.Nothing();
      }
    };
  }

  /**
   * @param read the ledger as it was read after its owner's last sign of life; empty to read it now
   */
  private Event takeOver(Ledger left, Optional<Versioned<Ledger>> read) {
    if (!slots.occupy(application(), this)) {
      return new Event.Lost("this process drives it already");
    }
    hold();
    state = book.takeOver(read().fence(), left.fence(), read);
    if (state.phase().isFinal()) {
      // its owner ended it, in order, while we waited to see whether it was alive
      finish(Outcomes.of(state, findings, this::live));
      return new Event.Nothing();
    }
    tell(
        RolloutEvent.Type.PHASE,
        "taken over from " + (left.owner().isEmpty() ? "nobody" : left.owner()),
        driving(state.phase().name(), "RESUME"));
    shared.lease().forget(application().namespace(), left.owner());
    own();
    mailbox.post(requests::answerLeft);
    return new Event.Nothing();
  }

  /**
   * The ledger is ours: the fence comes first, then what persons asked for meanwhile, which the
   * caller sees to, then the first step.
   */
  private void own() {
    claimed = false;
    unclaimedSince = shared.scheduler().nanoTime();
    requests.open(application());
    next.now(this::claim);
  }

  private TrafficState read() {
    return shared
        .calls()
        .call("read", Limits.CALL, () -> extensions.switcher().read(application()));
  }

  private void hold() {
    if (!held) {
      shared.lease().hold(application().namespace());
      held = true;
    }
  }

  // ---- the loop: decide, save, run

  private void handle(Event event) {
    if (event instanceof Event.Nothing || outcome.isDone()) {
      return;
    }
    decide(event);
    if (next.isIdle() && !outcome.isDone()) {
      goOn();
    }
  }

  /** A request, or the retry of a save, may have taken the place of what was planned. */
  private void goOn() {
    if (state.phase() == Phase.ADMIT) {
      next.now(this::admit);
    } else {
      next.now(claimed ? this::look : this::claim);
    }
  }

  private void decide(Event event) {
    if (event instanceof Event.Refused refused) {
      findings = refused.findings();
    }
    RolloutState before = state;
    Decision decision =
        Decider.decide(steps.record().kept(before), event, shared.clock().instant());
    Optional<RolloutState> saved = save(before, decision, event);
    if (saved.isEmpty()) {
      return;
    }
    RolloutState after = saved.get();
    state = after;
    if (after.phase() != before.phase()) {
      // of thousands at once its plan would take as much room as all else
      survey = null;
      if (before.phase() == Phase.COMPARE) {
        series.restart();
      }
      succeeded();
      steps.release(context(this::wake));
      shared.meters().phase(before.phase(), Duration.between(before.since(), after.since()));
    }
    decision.notices().forEach(n -> tell(n, before.phase()));
    decision.effects().forEach(this::run);
  }

  /**
   * Returns the state as it is now saved; empty when it could not be, and that is being seen to.
   */
  private Optional<RolloutState> save(RolloutState before, Decision decision, Event event) {
    if (!decision.save()) {
      return Optional.of(decision.state());
    }
    try {
      RolloutState saved = decision.state();
      if (before.phase() == Phase.ADMIT) {
        saved = enter(decision.state());
      } else {
        book.save(saved);
      }
      refusedSaves.over();
      return Optional.of(saved);
    } catch (LedgerBook.TakenException e) {
      entering = false;
      handle(new Event.Refused(List.of(e.finding()), ""));
    } catch (OwnershipLostException e) {
      lost(message(e));
    } catch (PermanentFailureException e) {
      if (refusedSaves.isMood(decision.state(), shared.scheduler().nanoTime())) {
        again(e, "save", () -> handle(event));
      } else {
        stop(before, message(e));
      }
    } catch (RuntimeException e) {
      // where the outcome is unknown, a second try finds out by compare-and-set
      again(e, "save", () -> handle(event));
    }
    return Optional.empty();
  }

  private void stop(RolloutState before, String reason) {
    if (before.phase() == Phase.ADMIT) {
      handle(new Event.Refused(List.of(), reason));
    } else {
      detach(reason);
    }
  }

  private RolloutState enter(RolloutState admitted) {
    Survey seen = survey;
    if (seen == null) {
      throw new IllegalStateException("admitted without a survey");
    }
    if (!slots.occupy(application(), this)) {
      throw new LedgerBook.TakenException(
          new Finding(
              "application",
              application().toString(),
              "this process is rolling it out already",
              "wait for that rollout or abort it"));
    }
    hold();
    Optional<Versioned<Ledger>> read = entering ? Optional.empty() : seen.ledger();
    entering = true;
    RolloutState numbered = book.begin(admitted, seen.fence(), seen.traffic().epoch(), read);
    own();
    // nobody can have asked elsewhere for anything of a rollout that was not in the ledger
    mailbox.post(requests::answerEarly);
    return numbered;
  }

  private void run(Effect effect) {
    if (effect instanceof Effect.Claim) {
      next.now(this::claim);
    } else if (effect instanceof Effect.Run r) {
      begin(r.step());
    } else if (effect instanceof Effect.Again a) {
      next.laterOrWoken(pause(a.delay()), this::look);
    } else if (effect instanceof Effect.Nudge) {
      next.bringForward();
    } else if (effect instanceof Effect.Finish) {
      finish(Outcomes.of(state, findings, this::live));
    } else if (effect instanceof Effect.Detach d) {
      lost(d.reason());
    }
  }

  /** Nothing of a step is done before the fence is ours on every object. */
  private void begin(Step step) {
    run.begin(state.phase(), step, shared.scheduler().nanoTime());
    if (claimed) {
      next.now(this::look);
    } else {
      unclaimedSince = shared.scheduler().nanoTime();
      next.now(this::claim);
    }
  }

  private Duration pause(Duration asked) {
    Duration left = timeLeft();
    Duration pause = left.isNegative() || left.compareTo(asked) > 0 ? asked : left;
    Duration longest = betweenLooks();
    Duration bounded = pause.compareTo(longest) > 0 ? longest : pause;
    return bounded.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : bounded;
  }

  /** However patient a step is, what must not happen meanwhile is looked for. */
  private Duration betweenLooks() {
    boolean hook = run.step() == Step.HOOKS_BEFORE || run.step() == Step.HOOKS_AFTER;
    if (hook && state.moved()) {
      return state.spec().timings().sample();
    }
    if (steps.record().keeps(state)) {
      return state.spec().timings().sample();
    }
    return TrafficGuard.guards(state.phase()) ? TrafficGuard.FRESH : LONGEST_WAIT;
  }

  // ---- effects

  /** Stamps the fence; a write whose outcome is unknown is killed by a new one. */
  private void claim() {
    long unclaimed = shared.scheduler().nanoTime() - unclaimedSince;
    attempt(
        this::stamp,
        reason -> new Event.StepFailed(state.phase(), run.step(), reason),
        this::claim,
        unclaimed >= Limits.CLAIM.toNanos());
  }

  private Event stamp() {
    if (unsettled) {
      book.takeOver(0, book.fence(), Optional.empty());
      unsettled = false;
    }
    RolloutContext context = context(this::wake);
    TrafficState traffic =
        shared
            .calls()
            .call(
                "claim",
                Limits.CALL,
                () -> extensions.switcher().claim(context(this::wakeForTraffic)));
    shared.calls().run("claim", Limits.CALL, () -> extensions.provisioner().claim(context));
    if (!Decider.agrees(state, traffic)) {
      steps.spare(newLook());
    }
    steps.guard().seen(shared.clock().instant());
    claimed = true;
    return new Event.Claimed(traffic);
  }

  private void look() {
    Look look = newLook();
    Function<String, Event> failed =
        reason ->
            look.last()
                ? new Event.TimedOut(look.phase(), look.step(), timedOut(look, reason))
                : look.failed(reason);
    boolean overdue = timeLeft().plus(Limits.GRACE).isNegative();
    attempt(() -> bounded(look, steps.look(look)), failed, this::look, overdue);
  }

  private Look newLook() {
    Duration running = Duration.ofNanos(run.running(shared.scheduler().nanoTime()));
    return new Look(
        state,
        run.step(),
        context(this::wake),
        run.scratch(),
        series,
        vigil,
        woken.getAndSet(false),
        running,
        timeLeft().isNegative() || timeLeft().isZero(),
        shared.clock().instant(),
        this::tell);
  }

  private Duration timeLeft() {
    Duration running = Duration.ofNanos(run.running(shared.scheduler().nanoTime()));
    return Limits.of(run.step(), state).minus(running);
  }

  /** Turns waiting into failing once the step's time is over. */
  private Event bounded(Look look, Event event) {
    if (look.last() && event instanceof Event.StepWaiting waiting) {
      return new Event.TimedOut(look.phase(), look.step(), timedOut(look, waiting.reason()));
    }
    boolean undecided =
        event instanceof Event.Judged judged
            && judged.judgement().isOpen()
            && !Decider.released(state);
    return look.last() && undecided
        ? new Event.TimedOut(look.phase(), look.step(), timedOut(look, "a judgement"))
        : event;
  }

  private String timedOut(Look look, String reason) {
    return look.phase()
        + " did not get done within "
        + Spoken.of(Limits.of(look.step(), look.state()))
        + ", waiting for: "
        + reason;
  }

  private RolloutContext context(Runnable wake) {
    return new RolloutContext(state.id(), application(), book.fence(), wake);
  }

  private void wakeForTraffic() {
    steps.guard().changed();
    wake();
  }

  private void wake() {
    woken.set(true);
    if (!wakePosted.getAndSet(true)) {
      mailbox.post(
          () -> {
            wakePosted.set(false);
            next.bringForward();
          });
    }
  }

  // ---- what can go wrong

  /** Runs work that calls extensions, and turns what it throws into an event or another try. */
  private void attempt(
      Supplier<Event> work, Function<String, Event> failed, Runnable again, boolean last) {
    if (outcome.isDone()) {
      return;
    }
    Event event;
    try {
      event = work.get();
      if (run.step() == failing && !(event instanceof Event.Claimed)) {
        succeeded();
      }
    } catch (OwnershipLostException e) {
      event = new Event.Lost(message(e));
    } catch (ForeignChangeException e) {
      event = new Event.Foreign(message(e));
    } catch (PermanentFailureException e) {
      if (refusals.isMood(state, shared.scheduler().nanoTime())) {
        again(e, phaseName(), again);
        return;
      }
      event = failed.apply(message(e));
    } catch (OutcomeUnknownException e) {
      boolean ours = book.fence() > 0;
      unsettled |= ours;
      claimed &= !ours;
      if (!last) {
        again(e, phaseName(), ours ? this::claim : again);
        return;
      }
      event = failed.apply(message(e));
    } catch (RuntimeException e) {
      if (!last) {
        again(e, phaseName(), again);
        return;
      }
      event = failed.apply(message(e));
    }
    handle(event);
  }

  private void succeeded() {
    retries.succeeded();
    refusals.over();
  }

  private String phaseName() {
    return state.phase().name().toLowerCase(Locale.ROOT);
  }

  private void again(RuntimeException failure, String what, Runnable again) {
    failing = run.step();
    shared.meters().retried(what);
    tell(RolloutEvent.Type.RETRY, message(failure) + "; it is tried again", Map.of("call", what));
    boolean back = state.phase() == Phase.ROLL_BACK || state.phase() == Phase.CONFIRM_ROLLBACK;
    Duration longest = back ? LONGEST_PAUSE_BACK : LONGEST_PAUSE;
    Duration pause = retries.after(failure);
    next.later(pause.compareTo(longest) < 0 ? pause : longest, again);
  }

  private static String message(RuntimeException e) {
    return e instanceof VerdigrisException && e.getMessage() != null
        ? e.getMessage()
        : e.toString();
  }

  // ---- ending

  /** Lets go without writing; the ledger keeps the rollout as it is. */
  void letGo() {
    mailbox.post(() -> end(CLOSED, Optional.empty()));
  }

  /**
   * Ends the wait for a rollout whose thread does not come back, or is not to go on. It makes no
   * more calls; one that is under way has an effect only while the fence is ours.
   */
  void abandon(String reason) {
    outcome.complete(Outcomes.detached(state, reason, Optional.empty()));
  }

  /** An error of the engine itself must not leave anybody waiting for ever. */
  private void defect(Throwable defect) {
    String reason = "the engine failed: " + defect;
    try {
      end(reason, Optional.empty());
    } finally {
      abandon(reason);
    }
  }

  private void detach(String reason) {
    end(reason, live());
  }

  /** Another process drives it. */
  private void lost(String reason) {
    if (!outcome.isDone()) {
      finish(Outcomes.lost(state, reason, live()));
    }
  }

  private void end(String reason, Optional<Colour> live) {
    if (!outcome.isDone()) {
      finish(Outcomes.detached(state, reason, live));
    }
  }

  private Optional<Colour> live() {
    try {
      return read().live();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private void finish(RolloutOutcome ended) {
    next.cancel();
    steps.release(context(this::wake));
    try {
      requests.close();
    } catch (Exception e) {
      tell(RolloutEvent.Type.RETRY, "a watch could not be closed: " + e, Map.of());
    }
    if (held) {
      shared.lease().release(application().namespace());
    }
    slots.free(application(), this);
    shared.meters().ended(active, state.phase().isFinal() ? ended.name() : "detached");
    tell(
        RolloutEvent.Type.OUTCOME,
        ended.name() + ": " + ended.reason(),
        Map.of("outcome", ended.name(), "live", ended.live().map(Colour::label).orElse("")));
    outcome.complete(ended);
  }

  CompletableFuture<RolloutOutcome> ended() {
    return outcome;
  }

  /** What ends a phase belongs to that phase; only the move itself is told as the next one's. */
  private void tell(Decision.Notice notice, Phase before) {
    Phase phase = notice.type() == RolloutEvent.Type.PHASE ? state.phase() : before;
    tell(phase, notice.type(), notice.message(), notice.details());
  }

  private void told(String what) {
    tell(RolloutEvent.Type.DONE, what, Map.of());
  }

  private void tell(RolloutEvent.Type type, String message, Map<String, String> details) {
    tell(state.phase(), type, message, details);
  }

  private void tell(
      Phase phase, RolloutEvent.Type type, String message, Map<String, String> details) {
    Instant now = shared.clock().instant();
    publisher.publish(
        RolloutEvent.of(now, state.id(), application(), phase, type, message, details));
  }
}
