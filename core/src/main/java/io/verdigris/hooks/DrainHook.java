package io.verdigris.hooks;

import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.http.PodHttp;
import io.verdigris.spi.Admission;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Settings;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The hook {@code drain}; {@link Drain} documents it. The memo holds when it began, by the wall
 * clock, so that a takeover does not begin the deadline anew; it lasts as much longer or shorter as
 * the two clocks differ. Which pods were called is kept in memory only: the next process calls them
 * again, which must do no harm anyway.
 */
final class DrainHook implements PhaseHook {
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final PodHttp http;
  private final Map<Application, Draining> draining = new ConcurrentHashMap<>();

  DrainHook(Supplier<PodProxy> proxy, InstantSource clock) {
    this.clock = clock;
    http = new PodHttp(proxy);
  }

  @Override
  public Progress<HookResult> call(HookRequest request) {
    DrainPlan plan = Settings.underWay(() -> DrainPlan.parse(request.settings()));
    if (request.old().isEmpty()) {
      return Progress.failed("there is no old colour to drain at " + request.phase());
    }
    Instant begun = begun(request.memo());
    Draining pods =
        draining.compute(
            request.context().application(),
            (application, known) ->
                known != null && known.key().equals(request.key())
                    ? known
                    : new Draining(request.key(), application, http));
    Undrained left = pods.look(request.old().get(), plan);
    Duration remains = plan.deadline().minus(Duration.between(begun, clock.instant()));
    if (!left.isEmpty() && remains.compareTo(Duration.ZERO) > 0) {
      Duration again = remains.compareTo(AGAIN) < 0 ? remains : AGAIN;
      return Progress.waiting(left.awaited(), again, begun.toString());
    }
    release(request.context());
    return Progress.done(result(pods.told(), left, plan));
  }

  private static HookResult result(int told, Undrained left, DrainPlan plan) {
    String summary = Undrained.pods(told) + " told to drain";
    if (left.isEmpty()) {
      return new HookResult(
          plan.count().isEmpty() ? summary : summary + "; no connection is open any more");
    }
    String forced = left.after(plan.deadline());
    return new HookResult(summary + "; " + forced, forced);
  }

  /** A begin that lies ahead was written by a clock that is ahead of this one. */
  private Instant begun(String memo) {
    Instant now = clock.instant();
    try {
      Instant begun = memo.isEmpty() ? now : Instant.parse(memo);
      return begun.isAfter(now) ? now : begun;
    } catch (DateTimeException e) {
      return now;
    }
  }

  @Override
  public void release(RolloutContext context) {
    draining.remove(context.application());
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> settings) {
    DrainPlan plan = DrainPlan.parse(settings);
    var ways = new ArrayList<Admission>();
    ways.add(http.admit(spec.application(), plan.via(), plan.method(), List.of()));
    plan.count()
        .ifPresent(count -> ways.add(http.admit(spec.application(), plan.via(), "GET", List.of())));
    var findings = new ArrayList<>(when(settings));
    ways.forEach(way -> findings.addAll(way.findings()));
    var notes = new ArrayList<>(notes(spec, plan));
    ways.forEach(way -> notes.addAll(way.notes()));
    return new Admission(
        findings,
        calls("Pod " + spec.application().namespace() + "/*", plan),
        ways.stream().flatMap(way -> way.permissions().stream()).distinct().toList(),
        notes,
        0);
  }

  private static List<Finding> when(Map<String, String> settings) {
    String phase = settings.getOrDefault("phase", "VERIFY");
    String moment = settings.getOrDefault("moment", "after");
    return phase.equalsIgnoreCase(Phase.DECOMMISSION.name()) && moment.equals("before")
        ? List.of()
        : List.of(
            new Finding(
                "phase of hook " + Drain.ID,
                moment + " " + phase,
                "is not when the old colour can be drained",
                "set phase to DECOMMISSION and moment to before"));
  }

  private static List<PlannedCall> calls(String target, DrainPlan plan) {
    var calls = new ArrayList<PlannedCall>();
    calls.add(
        new PlannedCall(
            Phase.DECOMMISSION,
            plan.method(),
            target,
            "tell the old colour to drain by " + plan.path()));
    plan.count()
        .ifPresent(
            count ->
                calls.add(
                    new PlannedCall(
                        Phase.DECOMMISSION,
                        "GET",
                        target,
                        "read " + count.gauge().name() + " from " + count.path())));
    return calls;
  }

  private static List<String> notes(RolloutSpec spec, DrainPlan plan) {
    if (spec.options().keepOld()) {
      return List.of("the old colour is kept, so it is not drained");
    }
    return plan.count().isEmpty()
        ? List.of(
            "hook drain does not wait for connections to end: nothing tells how many are open")
        : List.of();
  }
}
