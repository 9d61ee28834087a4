package io.verdigris.testkit.traffic;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of all requests so far.
 *
 * @param requests how many have ended
 * @param failed how many of them failed in the eyes of a client
 * @param repeated how many were sent a second time on a new connection
 * @param problems why there was no answer, or {@code status 500}, to how often
 * @param versions the value of {@code X-Version} to what it answered
 */
public record Tally(
    long requests,
    long failed,
    long repeated,
    Map<String, Long> problems,
    Map<String, Version> versions) {
  /** Copies the maps. */
  public Tally {
    problems = new TreeMap<>(problems);
    versions = new TreeMap<>(versions);
  }

  /**
   * What one version answered.
   *
   * @param answers how often
   * @param failed how many of these were failures
   * @param first when it answered first
   * @param last when it answered last
   * @param firstFailed when it failed first; {@link Instant#MAX} when it never did
   * @param lastFailed when it failed last; {@link Instant#MIN} when it never did
   */
  public record Version(
      long answers,
      long failed,
      Instant first,
      Instant last,
      Instant firstFailed,
      Instant lastFailed) {
    static final Version NONE =
        new Version(0, 0, Instant.MAX, Instant.MIN, Instant.MAX, Instant.MIN);

    Version with(Answer answer) {
      Instant at = answer.at();
      boolean bad = answer.failed();
      return new Version(
          answers + 1,
          failed + (bad ? 1 : 0),
          at.isBefore(first) ? at : first,
          at.isAfter(last) ? at : last,
          bad && at.isBefore(firstFailed) ? at : firstFailed,
          bad && at.isAfter(lastFailed) ? at : lastFailed);
    }
  }

  static final Tally NOTHING = new Tally(0, 0, 0, Map.of(), Map.of());

  /** Returns how many requests got no answer at all, whatever the version's own faults. */
  public long lost() {
    return requests - versions.values().stream().mapToLong(Version::answers).sum();
  }

  /** Returns what a version answered; all zero when it never did. */
  public Version version(String name) {
    return versions.getOrDefault(name, Version.NONE);
  }

  Tally with(Answer answer) {
    var why = new TreeMap<>(problems);
    if (answer.failed()) {
      String reason = answer.answered() ? "status " + answer.status() : answer.problem();
      why.merge(reason, 1L, Long::sum);
    }
    var by = new TreeMap<>(versions);
    if (answer.answered()) {
      by.put(answer.version(), version(answer.version()).with(answer));
    }
    return new Tally(
        requests + 1,
        failed + (answer.failed() ? 1 : 0),
        repeated + (answer.repeated() ? 1 : 0),
        why,
        by);
  }
}
