package io.verdigris.hooks.openfeature;

import dev.openfeature.sdk.OpenFeatureAPI;
import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.VerdigrisException;
import io.verdigris.hooks.openfeature.FlagPlan.Step;
import io.verdigris.kubernetes.AccessCheck;
import io.verdigris.kubernetes.ApiServer;
import io.verdigris.spi.Admission;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hook {@code openfeature}; {@link Flags} documents it. The memo holds which step it is at and
 * since when, by the wall clock, and since when it cannot be written. Where the phase is left
 * before the hook is done, traffic goes back: then the flag goes dark on a thread of its own, since
 * nothing may keep the way back waiting. If that fails, it concerns a version that goes away, and
 * no other.
 */
final class FlagHook implements PhaseHook, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FlagHook.class);
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final List<Permission> RIGHTS =
      List.of(new Permission("", "configmaps", "get"), new Permission("", "configmaps", "update"));

  private final Supplier<ApiServer> api;
  private final InstantSource clock;
  private final Readback readback;
  private final Map<Application, FlagPlan> raising = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "verdigris-flags");
            thread.setDaemon(true);
            return thread;
          });

  FlagHook(Supplier<ApiServer> api, InstantSource clock, OpenFeatureAPI flags) {
    this.api = api;
    this.clock = clock;
    this.readback = new Readback(flags);
  }

  /**
   * How far it is.
   *
   * @param step the index of the step
   * @param since when it began
   * @param failing since when it cannot be written; empty when it can
   */
  private record Memo(int step, Instant since, Optional<Instant> failing) {
    static Memo parse(String text, Instant now) {
      String[] words = text.split(" ", -1);
      return words.length < 2
          ? new Memo(0, now, Optional.empty())
          : new Memo(
              Integer.parseInt(words[0]),
              Instant.parse(words[1]),
              words.length < 3 ? Optional.empty() : Optional.of(Instant.parse(words[2])));
    }

    String text() {
      return step + " " + since + failing.map(at -> " " + at).orElse("");
    }
  }

  @Override
  public Progress<HookResult> call(HookRequest request) {
    FlagPlan plan = Settings.underWay(() -> FlagPlan.parse(request.settings()));
    Instant now = clock.instant();
    Memo memo = Memo.parse(request.memo(), now);
    raising.put(request.context().application(), plan);
    int percent = memo.step() < plan.steps().size() ? plan.steps().get(memo.step()).percent() : 100;
    try {
      FlagFile file = file(plan, request.context().application());
      file.change(text -> plan.flag().raised(text, request.context(), percent));
      Optional<String> unread = readback.unlike(plan.flag(), request.context(), percent);
      return unread.isPresent()
          ? failing(request, plan, memo, unread.get())
          : raised(request, plan, memo);
    } catch (OwnershipLostException e) {
      throw e;
    } catch (VerdigrisException e) {
      return failing(request, plan, memo, String.valueOf(e.getMessage()));
    }
  }

  private Progress<HookResult> raised(HookRequest request, FlagPlan plan, Memo memo) {
    String name = "flag " + plan.flag().flag();
    if (memo.step() >= plan.steps().size()) {
      raising.remove(request.context().application());
      return Progress.done(new HookResult(name + " is on for all users of the new version"));
    }
    Instant now = clock.instant();
    Step step = plan.steps().get(memo.step());
    Instant since = memo.since().isAfter(now) || memo.failing().isPresent() ? now : memo.since();
    Duration left = step.duration().minus(Duration.between(since, now));
    boolean over = left.isNegative() || left.isZero();
    var next =
        over
            ? new Memo(memo.step() + 1, now, Optional.empty())
            : new Memo(memo.step(), since, Optional.empty());
    return Progress.waiting(
        name + " to be watched at " + step.percent() + " %",
        over ? Duration.ofMillis(10) : left.compareTo(AGAIN) < 0 ? left : AGAIN,
        next.text());
  }

  /** A flag that cannot be raised stays dark, which is what the old version does. */
  private Progress<HookResult> failing(HookRequest request, FlagPlan plan, Memo memo, String why) {
    Instant now = clock.instant();
    Instant since = memo.failing().filter(at -> !at.isAfter(now)).orElse(now);
    if (Duration.between(since, now).compareTo(plan.patience()) < 0) {
      return Progress.waiting(
          "flag " + plan.flag().flag() + " to be raised: " + why,
          AGAIN,
          new Memo(memo.step(), memo.since(), Optional.of(since)).text());
    }
    release(request.context());
    String note = "flag " + plan.flag().flag() + " was not raised, and goes dark: " + why;
    return Progress.done(new HookResult(note, note));
  }

  @Override
  public void release(RolloutContext context) {
    FlagPlan plan = raising.remove(context.application());
    if (plan != null) {
      threads.execute(() -> darken(plan, context));
    }
  }

  private void darken(FlagPlan plan, RolloutContext context) {
    try {
      file(plan, context.application()).change(text -> plan.flag().dark(text, context));
      log.info("rollout={} flag={} is dark again", context.rollout(), plan.flag().flag());
    } catch (RuntimeException e) {
      log.warn(
          "rollout={} flag={} cannot be written; only the version that goes away has it",
          context.rollout(),
          plan.flag().flag(),
          e);
    }
  }

  private FlagFile file(FlagPlan plan, Application application) {
    return plan.file().isEmpty()
        ? new ConfigMapFlagFile(api.get(), application.namespace(), plan.configMap(), plan.key())
        : new LocalFlagFile(Path.of(plan.file()));
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> settings) {
    FlagPlan plan = FlagPlan.parse(settings);
    boolean remote = plan.file().isEmpty();
    List<Permission> rights = remote ? RIGHTS : List.of();
    var findings = new ArrayList<Finding>();
    if (remote) {
      findings.addAll(new AccessCheck(api.get(), spec.application().namespace()).missing(rights));
    }
    FlagFile file = file(plan, spec.application());
    if (findings.isEmpty()) {
      problem(plan, file).ifPresent(findings::add);
    }
    var call =
        new PlannedCall(
            Phase.MONITOR, "WRITE", file.place(), "raise flag " + plan.flag().flag() + " in steps");
    return new Admission(findings, List.of(call), rights, List.of(), 0);
  }

  /** A flag that cannot be read now may be later, and is dark until then. */
  private static Optional<Finding> problem(FlagPlan plan, FlagFile file) {
    try {
      return file.read()
          .map(plan.flag()::problem)
          .orElse(Optional.of("is not there"))
          .map(
              why ->
                  new Finding(
                      "flag " + plan.flag().flag(),
                      file.place(),
                      why,
                      "define it there, ENABLED, with what is dark as its default variant and no"
                          + " targeting; a flag that is on already takes no hook"));
    } catch (VerdigrisException e) {
      log.warn("flag={} cannot be read before the rollout", plan.flag().flag(), e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
