package io.verdigris.internal;

import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.RolloutContext;

/** Finds for each step the code that looks at it. */
final class Steps {
  private final TrafficGuard guard;
  private final OldRecord record;
  private final HookSteps hooks;
  private final EnvironmentSteps environments;
  private final TrafficSteps traffic;
  private final EvidenceSteps evidence;
  private final WatchSteps watch;
  private final CompareSteps compare;

  Steps(
      TrafficGuard guard,
      OldRecord record,
      HookSteps hooks,
      EnvironmentSteps environments,
      TrafficSteps traffic,
      EvidenceSteps evidence,
      WatchSteps watch,
      CompareSteps compare) {
    this.guard = guard;
    this.record = record;
    this.hooks = hooks;
    this.environments = environments;
    this.traffic = traffic;
    this.evidence = evidence;
    this.watch = watch;
    this.compare = compare;
  }

  TrafficGuard guard() {
    return guard;
  }

  OldRecord record() {
    return record;
  }

  /** Gives up what steps have begun for a phase that the rollout has left. */
  void release(RolloutContext context) {
    hooks.release(context);
  }

  Event look(Look look) {
    try {
      guard.check(look);
      record.look(look);
      return step(look);
    } catch (ForeignChangeException e) {
      spare(look);
      throw e;
    }
  }

  /** A colour that somebody has made live while it was taken away must not be left without pods. */
  void spare(Look look) {
    environments.spare(look);
  }

  private Event step(Look look) {
    return switch (look.step()) {
      // no hook leaves a new colour that has traffic unwatched
      case HOOKS_BEFORE, HOOKS_AFTER ->
          watch.alarm(look, hooks.isDue(look)).orElseGet(() -> hooks.call(look));
      case PREPARE -> traffic.prepare(look, environments::prepare);
      case DEPLOY -> environments.deploy(look);
      case BARRIER -> environments.barrier(look);
      case PREVIEW -> traffic.preview(look);
      case VERIFY -> environments.verify(look);
      case APPROVAL -> environments.approval(look);
      case SHIFT -> compare.moving(look, () -> traffic.shift(look));
      case CONFIRM_SHIFT -> compare.moving(look, () -> traffic.confirmShift(look));
      case WATCH_SHIFT -> compare.shifted(look);
      case SWITCH -> traffic.promote(look);
      case CONFIRM -> watch.unlessGone(look, traffic.confirm(look, look.forward()));
      case EVIDENCE -> watch.unlessGone(look, evidence.forward(look));
      case WATCH -> watch.watch(look);
      case SHARE -> compare.moving(look, () -> traffic.share(look));
      case CONFIRM_SHARED -> compare.moving(look, () -> traffic.confirmShared(look));
      case COMPARE -> compare.compare(look);
      case UNSHARE -> compare.moving(look, () -> traffic.unshare(look));
      case CONFIRM_UNSHARED -> compare.moving(look, () -> traffic.confirm(look, look.unshare()));
      case DRAIN -> watch.drain(look);
      case RETIRE_OLD -> watch.gone(look).orElseGet(() -> environments.retireOld(look));
      case RESTORE -> environments.restore(look);
      case SWITCH_BACK -> traffic.back(look);
      case CONFIRM_BACK -> traffic.confirmBack(look);
      case EVIDENCE_BACK -> evidence.back(look);
      case RETIRE_NEW -> traffic.withdraw(look, environments::retireNew);
    };
  }
}
