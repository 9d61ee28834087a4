package io.verdigris.benchmarks.peers;

import io.verdigris.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When each safeguard of Verdigris was done, counted from the moment in which the last new pod was
 * seen to be ready.
 *
 * @param done from then until this was done, in order
 * @param ledger how long the requests took that wrote the ledger
 * @param requests how many requests were sent until the Service was seen to have moved
 */
record Parts(Map<String, Duration> done, Duration ledger, long requests) {

  /**
   * What was seen of a promotion from outside.
   *
   * @param ready when the last new pod became ready
   * @param risen when the Deployment's status said so
   * @param moved when the Service had moved
   */
  record Seen(Instant ready, Optional<Instant> risen, Instant moved) {}

  /** Looks for them; empty where nothing was told. */
  static Optional<Parts> of(Journal journal, String service, Seen seen) {
    Instant ready = seen.ready();
    Instant moved = seen.moved();
    Optional<Call> patch =
        journal
            .began(Phase.CONFIRM)
            .flatMap(confirm -> journal.last("PATCH services", service, confirm));
    if (patch.isEmpty()) {
      return Optional.empty();
    }
    var moments = new LinkedHashMap<String, Optional<Instant>>();
    moments.put("the Deployment's status says so", seen.risen());
    moments.put("the rollout has read that", journal.done(Phase.DEPLOY, "are ready"));
    moments.put("VERIFY is in the ledger", journal.began(Phase.VERIFY));
    moments.put("the slices list them (barrier)", journal.done(Phase.VERIFY, "the slices of"));
    moments.put("verified", journal.done(Phase.VERIFY, "verifier"));
    moments.put("PROMOTE is in the ledger", journal.began(Phase.PROMOTE));
    moments.put("patch sent", patch.map(Call::sent));
    moments.put("patch answered", patch.map(Call::answered));
    moments.put("Service seen to have moved", Optional.of(moved));
    var done = new LinkedHashMap<String, Duration>();
    moments.forEach((what, at) -> at.ifPresent(t -> done.put(what, Duration.between(ready, t))));
    return Optional.of(
        new Parts(done, journal.writing("configmaps", ready, moved), sent(journal, ready, moved)));
  }

  private static long sent(Journal journal, Instant from, Instant until) {
    return journal.calls().stream()
        .filter(c -> c.sent().isAfter(from) && c.sent().isBefore(until))
        .count();
  }
}
