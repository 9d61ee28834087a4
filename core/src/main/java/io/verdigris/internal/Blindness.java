package io.verdigris.internal;

import io.verdigris.Blind;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is said of a colour of which nothing can be seen; none of it counts as good. */
final class Blindness {
  private Blindness() {}

  /**
   * What is not seen.
   *
   * @param kind in which way
   * @param pod of which pod; empty when of all
   * @param why in a sentence
   */
  record Lack(Blind kind, String pod, String why) {}

  /** Returns what an answer without counters means; empty for one with some. */
  static Optional<Judgement> of(Sample sample) {
    return lack(sample).map(lack -> Judgement.blind(lack.why()));
  }

  private static Optional<Lack> lack(Sample sample) {
    if (sample instanceof Sample.NoTraffic) {
      return all(Blind.NO_TRAFFIC, "no request has reached the new colour");
    } else if (sample instanceof Sample.Missing missing) {
      return all(Blind.MISSING, "the metrics are missing: " + missing.reason());
    } else if (sample instanceof Sample.Failed failed) {
      return all(Blind.FAILED, "the source of metrics fails: " + failed.reason());
    } else if (sample instanceof Sample.Unreadable unreadable) {
      return all(Blind.UNREADABLE, "no pod can be read: " + unreadable.reason());
    }
    return Optional.empty();
  }

  private static Optional<Lack> all(Blind kind, String why) {
    return Optional.of(new Lack(kind, "", why));
  }

  /**
   * Returns all that an answer lacks; which pods cannot be read is told of each, so that it is seen
   * for how long each of them could not.
   *
   * @param before the pods that were read before: they do not cease to have counters
   */
  static List<Lack> lacks(Sample sample, Environment environment, Set<String> before) {
    List<String> pods = environment.pods().stream().map(Environment.Pod::name).toList();
    if (sample instanceof Sample.Value value) {
      return pods.stream()
          .filter(pod -> !value.pods().containsKey(pod))
          .filter(pod -> value.unreadable().containsKey(pod) || before.contains(pod))
          .map(pod -> unreadable(pod, value))
          .toList();
    }
    return lack(sample).stream()
        .flatMap(
            lack ->
                lack.kind() == Blind.UNREADABLE
                    ? pods.stream().map(pod -> new Lack(lack.kind(), pod, lack.why()))
                    : Stream.of(lack))
        .toList();
  }

  private static Lack unreadable(String pod, Sample.Value value) {
    String why = value.unreadable().getOrDefault(pod, "its counters are not there any more");
    return new Lack(Blind.UNREADABLE, pod, "pod " + pod + " cannot be read: " + why);
  }

  static Judgement noBucket(Duration within) {
    return Judgement.blind(
        "no bucket boundary at or above "
            + within.toMillis()
            + " ms in the new colour's histogram");
  }
}
