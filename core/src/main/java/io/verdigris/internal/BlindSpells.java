package io.verdigris.internal;

import io.verdigris.Blind;
import io.verdigris.BlindRule;
import io.verdigris.internal.Blindness.Lack;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Sample;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * For how long the new colour has not been seen, by each kind and pod, and what that makes of it.
 */
final class BlindSpells {
  private final Set<String> read = new HashSet<>();
  private Map<Spell, Instant> since = Map.of();

  /**
   * An unbroken spell of blindness.
   *
   * @param pod of which pod; empty when of all
   */
  private record Spell(Blind kind, String pod) {
    static Spell of(Lack lack) {
      return new Spell(lack.kind(), lack.pod());
    }
  }

  /** Adds a reading and judges what it lacks; empty when that is nothing. */
  Optional<Judgement> look(
      Instant now, Environment environment, Sample sample, Map<Blind, BlindRule> rules) {
    List<Lack> lacks = Blindness.lacks(sample, environment, read);
    Map<Spell, Instant> next = new HashMap<>();
    lacks.forEach(lack -> next.put(Spell.of(lack), since.getOrDefault(Spell.of(lack), now)));
    since = next;
    remember(sample, environment);
    List<Judgement> judgements =
        lacks.stream()
            .flatMap(
                lack -> {
                  Instant from = next.getOrDefault(Spell.of(lack), now);
                  return judge(lack, sample, Duration.between(from, now), rules).stream();
                })
            .toList();
    return judgements.isEmpty() ? Optional.empty() : Optional.of(Judgement.worst(judgements));
  }

  private void remember(Sample sample, Environment environment) {
    if (sample instanceof Sample.Value value) {
      read.addAll(value.pods().keySet());
    } else if (sample instanceof Sample.NoTraffic) {
      environment.pods().forEach(pod -> read.add(pod.name()));
    }
  }

  private static Optional<Judgement> judge(
      Lack lack, Sample sample, Duration lasting, Map<Blind, BlindRule> rules) {
    Optional<Duration> most = rules.getOrDefault(lack.kind(), lack.kind().rule()).rollBackAfter();
    String limit = most.map(m -> "; traffic goes back after " + Spoken.of(m)).orElse("");
    if (most.filter(m -> lasting.compareTo(m) >= 0).isPresent()) {
      String lasted = Spoken.of(lasting.truncatedTo(ChronoUnit.SECONDS));
      return Optional.of(Judgement.rollBack(lack.why() + ", for " + lasted + limit));
    }
    // counters only grow: what one reading lacks of one pod is in the next
    boolean caughtUp = sample instanceof Sample.Value && lasting.isZero();
    return caughtUp ? Optional.empty() : Optional.of(Judgement.blind(lack.why() + limit));
  }
}
