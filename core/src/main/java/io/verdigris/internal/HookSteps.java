package io.verdigris.internal;

import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.spi.Environment;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.OutcomeUnknownException;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the hooks before and after a phase, one after the other, each until it is done. */
final class HookSteps {
  private static final Logger log = LoggerFactory.getLogger(HookSteps.class);
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int LONGEST_NAME = 63;
  private static final String NO_RETURN = "point-of-no-return";
  private static final Set<String> RETURN_MAY_GO =
      Set.of("after CONFIRM", "before MONITOR", "after MONITOR", "before DECOMMISSION");

  private final Extensions extensions;
  private final Calls calls;

  HookSteps(Extensions extensions, Calls calls) {
    this.extensions = extensions;
    this.calls = calls;
  }

  /** Refuses hooks that name a moment at which none is called. */
  static List<Finding> findings(List<Named<PhaseHook>> hooks) {
    var findings = new ArrayList<Finding>();
    for (Named<PhaseHook> hook : hooks) {
      Map<String, String> settings = hook.extension().settings();
      String phase = phaseName(settings);
      if (!called(phase, before(settings))) {
        findings.add(
            new Finding(
                "phase of hook " + hook.id(),
                moment(settings),
                "no hook is called then",
                "use before or after PREPARE, DEPLOY, VERIFY, MONITOR or DECOMMISSION, before PROMOTE or after CONFIRM"));
      }
      noReturn(settings)
          .filter(what -> !RETURN_MAY_GO.contains(moment(settings)))
          .map(
              what ->
                  new Finding(
                      NO_RETURN + " of hook " + hook.id(),
                      moment(settings),
                      "is no moment to take the way back away: the old version serves then, or"
                          + " nothing is left to go back to",
                      "use before DECOMMISSION, or after CONFIRM, before MONITOR or after"
                          + " MONITOR"))
          .ifPresent(findings::add);
      try {
        timeout(settings);
      } catch (DateTimeException e) {
        findings.add(
            new Finding(
                "timeout of hook " + hook.id(),
                settings.getOrDefault("timeout", ""),
                "is no ISO 8601 duration",
                "write it as PT10M or PT30S"));
      }
    }
    return findings;
  }

  private static String moment(Map<String, String> settings) {
    return (before(settings) ? "before " : "after ") + phaseName(settings);
  }

  /** Returns what a hook with these settings does that cannot be undone. */
  static Optional<String> noReturn(Map<String, String> settings) {
    return Optional.ofNullable(settings.get(NO_RETURN)).filter(what -> !what.isBlank());
  }

  /** Returns the notes of a plan on where the way back ends. */
  static List<String> notes(List<Named<PhaseHook>> hooks) {
    return hooks.stream()
        .flatMap(
            hook -> {
              Map<String, String> settings = hook.extension().settings();
              return noReturn(settings)
                  .map(
                      what ->
                          "the point of no return is "
                              + moment(settings)
                              + ", where hook "
                              + hook.id()
                              + " begins: "
                              + what
                              + ". From then on nothing goes back by itself: a worse new colour halts"
                              + " the rollout and keeps the traffic, and going back must be confirmed")
                  .stream();
            })
        .toList();
  }

  private static boolean called(String phase, boolean before) {
    for (Phase p : Phase.values()) {
      if (p.name().equals(phase)) {
        return Step.of(p).contains(before ? Step.HOOKS_BEFORE : Step.HOOKS_AFTER);
      }
    }
    return false;
  }

  /**
   * Tells whether a hook with these settings is called then. What is to come before PROMOTE comes
   * before any traffic moves.
   */
  static boolean isMeant(Map<String, String> settings, Phase phase, boolean before) {
    return phaseName(settings).equals(meant(phase).name()) && before(settings) == before;
  }

  private static Phase meant(Phase phase) {
    return phase == Phase.SHIFT ? Phase.PROMOTE : phase;
  }

  private static String phaseName(Map<String, String> settings) {
    return settings.getOrDefault("phase", Phase.VERIFY.name()).toUpperCase(Locale.ROOT);
  }

  private static boolean before(Map<String, String> settings) {
    return "before".equals(settings.get("moment"));
  }

  private static Duration timeout(Map<String, String> settings) {
    return Optional.ofNullable(settings.get("timeout")).map(Duration::parse).orElse(TIMEOUT);
  }

  Event call(Look look) {
    OptionalInt next = next(look);
    if (next.isEmpty()) {
      return look.done("");
    }
    int index = next.getAsInt();
    Optional<String> noReturn = noReturn(extensions.hooks().get(index).extension().settings());
    // saved before the hook is called, as it may be done although its answer is lost
    return noReturn.isPresent() && look.state().noReturn().isEmpty()
        ? new Event.NoReturn(look.phase(), look.step(), noReturn.get())
        : call(look, index);
  }

  /** Tells whether a hook of this step is not done. */
  boolean isDue(Look look) {
    return next(look).isPresent();
  }

  private OptionalInt next(Look look) {
    boolean before = look.step() == Step.HOOKS_BEFORE;
    return IntStream.range(0, extensions.hooks().size())
        .filter(
            i ->
                isMeant(extensions.hooks().get(i).extension().settings(), look.phase(), before)
                    && !look.state().hooks().containsKey(Decider.hook(i, "done")))
        .findFirst();
  }

  private Event call(Look look, int index) {
    Named<PhaseHook> hook = extensions.hooks().get(index);
    Progress<HookResult> answer = answer(look, index, hook);
    return answer.fold(
        done ->
            new Event.HookDone(
                look.phase(),
                look.step(),
                index,
                "hook " + hook.id() + ": " + done.value().summary(),
                done.value().note()),
        waiting -> unlessOver(look, index, waiting),
        failed -> look.failed("hook " + hook.id() + " failed: " + failed.reason()));
  }

  /** What a hook throws is tried again, but not for longer than a hook may take. */
  private Progress<HookResult> answer(Look look, int index, Named<PhaseHook> hook) {
    HookRequest request = request(look, index);
    try {
      return calls.call("hook " + hook.id(), Limits.CALL, () -> hook.instance().call(request));
    } catch (OwnershipLostException
        | ForeignChangeException
        | OutcomeUnknownException
        | PermanentFailureException e) {
      throw e;
    } catch (RuntimeException e) {
      return Progress.waiting("an answer; it failed with " + e, AFTER_FAILURE, request.memo());
    }
  }

  /** Has each hook give up what it has begun and nobody waits for any more. */
  void release(RolloutContext context) {
    for (Named<PhaseHook> hook : extensions.hooks()) {
      try {
        calls.run("hook " + hook.id(), Limits.CALL, () -> hook.instance().release(context));
      } catch (RuntimeException e) {
        log.warn("rollout={} hook {} could not be released", context.rollout(), hook.id(), e);
      }
    }
  }

  /** For how long the step had been running when each of its hooks was called first. */
  private static final class Started {
    private final Map<Integer, Duration> hooks = new HashMap<>();
  }

  private Event unlessOver(Look look, int index, Progress.Waiting<HookResult> waiting) {
    Named<PhaseHook> hook = extensions.hooks().get(index);
    if (waiting.memo().length() > Progress.LONGEST_MEMO) {
      return look.failed(
          "hook "
              + hook.id()
              + " gave a memo of "
              + waiting.memo().length()
              + " characters, of which the ledger keeps at most "
              + Progress.LONGEST_MEMO);
    }
    Duration limit = timeout(hook.extension().settings());
    Duration began =
        look.scratch()
            .of(Started.class, Started::new)
            .hooks
            .computeIfAbsent(index, i -> look.running());
    if (look.running().minus(began).compareTo(limit) >= 0) {
      return look.failed(
          "hook "
              + hook.id()
              + " did not end within "
              + Spoken.of(limit)
              + ", waiting for "
              + waiting.reason());
    }
    return new Event.HookWaiting(
        look.phase(),
        look.step(),
        index,
        waiting.memo(),
        "hook " + hook.id() + ": " + waiting.reason(),
        waiting.checkAgain());
  }

  private HookRequest request(Look look, int index) {
    Named<PhaseHook> hook = extensions.hooks().get(index);
    return new HookRequest(
        look.context(),
        meant(look.phase()),
        look.step() == Step.HOOKS_BEFORE,
        environment(look),
        old(look),
        hook.extension().settings(),
        key(look.state().id(), index + "-" + hook.id()),
        look.state().hooks().getOrDefault(Decider.hook(index, "memo"), ""));
  }

  private Optional<Environment> environment(Look look) {
    boolean there =
        switch (look.phase()) {
          case DEPLOY -> look.step() == Step.HOOKS_AFTER;
          case VERIFY, SHIFT, PROMOTE, CONFIRM, MONITOR, COMPARE, DECOMMISSION -> true;
          default -> false;
        };
    return there
        ? Optional.of(extensions.provisioner().ready(look.of(look.state().to())))
        : Optional.empty();
  }

  private Optional<Environment> old(Look look) {
    boolean there =
        switch (look.phase()) {
          case CONFIRM, MONITOR -> true;
          case DECOMMISSION -> look.step() == Step.HOOKS_BEFORE;
          default -> false;
        };
    return there
        ? look.state().from().map(colour -> extensions.provisioner().ready(look.of(colour)))
        : Optional.empty();
  }

  /** A name for objects that a hook makes; what is too long for one ends in a checksum instead. */
  static String key(String rollout, String hook) {
    String name = rollout + "-" + hook;
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    var sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    return name.substring(0, LONGEST_NAME - 9)
        + "-"
        + String.format(Locale.ROOT, "%08x", sum.getValue());
  }
}
