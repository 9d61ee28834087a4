package io.verdigris.internal;

import io.verdigris.Phase;
import java.util.List;

/** The parts of a phase, done in order. All are idempotent, so a crash repeats the phase. */
enum Step {
  HOOKS_BEFORE,
  PREPARE,
  DEPLOY,
  BARRIER,
  VERIFY,
  PREVIEW,
  APPROVAL,
  SHIFT,
  CONFIRM_SHIFT,
  WATCH_SHIFT,
  SWITCH,
  CONFIRM,
  EVIDENCE,
  WATCH,
  SHARE,
  CONFIRM_SHARED,
  COMPARE,
  UNSHARE,
  CONFIRM_UNSHARED,
  DRAIN,
  RETIRE_OLD,
  RESTORE,
  SWITCH_BACK,
  CONFIRM_BACK,
  EVIDENCE_BACK,
  RETIRE_NEW,
  HOOKS_AFTER;

  /** Returns the steps of a phase; a final phase has none, ADMIT is the runner's own. */
  static List<Step> of(Phase phase) {
    return switch (phase) {
      case PREPARE -> List.of(HOOKS_BEFORE, PREPARE, HOOKS_AFTER);
      case DEPLOY -> List.of(HOOKS_BEFORE, DEPLOY, HOOKS_AFTER);
      case VERIFY -> List.of(HOOKS_BEFORE, BARRIER, PREVIEW, VERIFY, HOOKS_AFTER, APPROVAL);
      case SHIFT -> List.of(HOOKS_BEFORE, SHIFT, CONFIRM_SHIFT, WATCH_SHIFT);
      case PROMOTE -> List.of(HOOKS_BEFORE, SWITCH);
      case CONFIRM -> List.of(CONFIRM, EVIDENCE, HOOKS_AFTER);
      case MONITOR -> List.of(HOOKS_BEFORE, WATCH, HOOKS_AFTER);
      case COMPARE -> List.of(SHARE, CONFIRM_SHARED, COMPARE, UNSHARE, CONFIRM_UNSHARED);
      case DECOMMISSION -> List.of(HOOKS_BEFORE, DRAIN, RETIRE_OLD, HOOKS_AFTER);
      case ROLL_BACK -> List.of(RESTORE, SWITCH_BACK);
      case CONFIRM_ROLLBACK -> List.of(CONFIRM_BACK, EVIDENCE_BACK);
      case CLEAN_UP -> List.of(RETIRE_NEW);
      case ADMIT, PROMOTED, ROLLED_BACK, REJECTED, HALTED -> List.of();
    };
  }
}
