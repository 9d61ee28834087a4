package io.verdigris.examples.deaths;

import io.verdigris.Phase;
import java.time.Duration;

/**
 * One process that was killed, and what came of its rollout.
 *
 * @param aimed the phase that it was to die in
 * @param delay how long after that phase's begin it was killed
 * @param died the phase that the ledger says it died in
 * @param ended the phase that the rollout ended in
 * @param wrong what is wrong with the end; empty when nothing is
 * @param fresh requests on new connections meanwhile
 * @param kept requests on kept connections meanwhile
 * @param resumed from the start of the next process to its first write
 */
record Kill(
    Phase aimed,
    Duration delay,
    Phase died,
    Phase ended,
    String wrong,
    Requests fresh,
    Requests kept,
    Duration resumed) {

  /**
   * Requests of one load.
   *
   * @param sent how many have ended
   * @param lost how many of them had no answer, or were failed by a good version
   */
  record Requests(long sent, long lost) {
    Requests minus(Requests before) {
      return new Requests(sent - before.sent, lost - before.lost);
    }

    Requests plus(Requests more) {
      return new Requests(sent + more.sent, lost + more.lost);
    }
  }
}
