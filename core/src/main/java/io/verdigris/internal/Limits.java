package io.verdigris.internal;

import io.verdigris.RolloutSpec.Timings;
import java.time.Duration;

/** How long each step may take, from its first look in this process. */
final class Limits {
  /** For one call of an extension. */
  static final Duration CALL = Duration.ofSeconds(30);

  /** For how much longer a call is repeated that fails just when its step's time is over. */
  static final Duration GRACE = Duration.ofMinutes(1);

  /** For how long a step after a switch may wait before the reason is looked for. */
  static final Duration HICCUP = Duration.ofSeconds(2);

  /** For stamping the fence on all objects. */
  static final Duration CLAIM = Duration.ofMinutes(10);

  private static final Duration PREPARE = Duration.ofMinutes(2);
  private static final Duration RETIRE = Duration.ofMinutes(10);
  private static final Duration BACK = Duration.ofMinutes(10);

  private Limits() {}

  static Duration of(Step step, RolloutState state) {
    Timings timings = state.spec().timings();
    return switch (step) {
      case PREPARE, PREVIEW -> PREPARE;
      // the old colour may have grown while a person's approval was waited for
      case DEPLOY, SWITCH -> timings.deploy();
      case BARRIER, VERIFY -> timings.verify();
      case APPROVAL -> timings.person();
      case CONFIRM,
          EVIDENCE,
          SHIFT,
          CONFIRM_SHIFT,
          SHARE,
          CONFIRM_SHARED,
          UNSHARE,
          CONFIRM_UNSHARED ->
          timings.confirm();
      case COMPARE -> timings.compare();
      case WATCH_SHIFT -> state.step().duration().plus(timings.person());
      case WATCH -> timings.soak().multipliedBy(2).plus(timings.person());
      case DRAIN -> timings.drain();
      case RETIRE_OLD, RETIRE_NEW -> RETIRE;
      case RESTORE, SWITCH_BACK, CONFIRM_BACK, EVIDENCE_BACK -> BACK;
      // each hook has a time limit of its own
      case HOOKS_BEFORE, HOOKS_AFTER -> Duration.ofDays(365);
    };
  }
}
