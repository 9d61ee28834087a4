package io.verdigris;

import java.util.List;

/** Where a rollout is. Persisted by name, so constants are never renamed. */
public enum Phase {
  /** Reads everything and refuses what cannot go well; nothing is changed. */
  ADMIT,
  /** Owns the application: fence taken, the colours' own Services exist. */
  PREPARE,
  /** Brings the new colour up at the live colour's size, without traffic. */
  DEPLOY,
  /** Checks the new colour straight, before it takes traffic. */
  VERIFY,
  /** Gives the new colour a part of the traffic for a while; only where steps were asked for. */
  SHIFT,
  /** Moves all traffic in one atomic change. */
  PROMOTE,
  /** Proves that traffic has moved. */
  CONFIRM,
  /** Watches the new colour through the soak. */
  MONITOR,
  /**
   * Has both colours serve for a while, since the new one is suspected of failing more often than
   * the old one did, to see whether it does at the same time.
   */
  COMPARE,
  /** Takes the old colour away once it is silent. */
  DECOMMISSION,
  /** Ended: the new colour is live. */
  PROMOTED(true),
  /** Moves traffic back to the old colour. */
  ROLL_BACK,
  /** Proves that traffic is back. */
  CONFIRM_ROLLBACK,
  /** Takes the new colour away. */
  CLEAN_UP,
  /** Ended: traffic had moved and is back on the old colour. */
  ROLLED_BACK(true),
  /** Ended: the new colour failed before any traffic moved. */
  REJECTED(true),
  /** Ended: a person must look; the outcome says what is live. */
  HALTED(true);

  /**
   * The way of a rollout that goes well, in order, without the phases that only some rollouts have.
   */
  public static final List<Phase> FORWARD =
      List.of(ADMIT, PREPARE, DEPLOY, VERIFY, PROMOTE, CONFIRM, MONITOR, DECOMMISSION, PROMOTED);

  private final boolean ended;

  Phase() {
    this(false);
  }

  Phase(boolean ended) {
    this.ended = ended;
  }

  /** Tells whether a rollout in this phase has ended. */
  public boolean isFinal() {
    return ended;
  }
}
