package io.verdigris.examples;

import io.verdigris.Colour;
import io.verdigris.RolloutOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A rollout of the demo with what its clients saw.
 *
 * @param version the version that was rolled out
 * @param outcome how it ended
 * @param seen what clients saw from its beginning until a while after its end
 */
record Trial(String version, RolloutOutcome outcome, Account seen) {

  /** Returns how many requests failed other than by an answer of the version itself. */
  long lost() {
    return seen.failed() - seen.failedBy(version);
  }

  /** Says what clients saw, a line each. */
  List<String> told() {
    List<String> told = new ArrayList<>();
    String live = outcome.live().map(Colour::label).orElse("nothing");
    told.add(version + " " + outcome.name() + ", live is " + live + ": " + outcome.reason());
    told.add(count(seen.requests()) + " requests sent, " + count(seen.failed()) + " failed");
    if (seen.failed() > 0) {
      told.add(
          count(seen.failedBy(version))
              + " failed by an answer of "
              + version
              + " itself, "
              + count(lost())
              + " lost by the switch");
      told.add(
          "first to last bad answer: "
              + seconds(seen.badFor(false))
              + " on new connections, "
              + seconds(seen.badFor(true))
              + " on kept ones");
      seen.unanswered().forEach((why, times) -> told.add(count(times) + " times: " + why));
    }
    return told;
  }

  /** Returns what is wrong with the rollout of a good version; nothing when all is as it should. */
  List<String> wrongWithPromotion() {
    List<String> wrong = wrongUnless(RolloutOutcome.Promoted.class, "promoted");
    if (seen.failed() > 0) {
      wrong.add(count(seen.failed()) + " requests failed while " + version + " was promoted");
    }
    return wrong;
  }

  /** Returns what is wrong with the rollout of a bad version; nothing when all is as it should. */
  List<String> wrongWithRollback() {
    List<String> wrong = wrongUnless(RolloutOutcome.RolledBack.class, "rolled back");
    if (lost() > 0) {
      wrong.add(count(lost()) + " requests were lost by the switches to " + version + " and back");
    }
    if (seen.failedBy(version) == 0) {
      wrong.add(version + " failed no request, so this rollback has shown nothing");
    }
    return wrong;
  }

  private List<String> wrongUnless(Class<? extends RolloutOutcome> wanted, String name) {
    List<String> wrong = new ArrayList<>();
    if (!wanted.isInstance(outcome)) {
      wrong.add(version + " was to be " + name + ", but was " + outcome.name());
    }
    if (seen.requests() == 0) {
      wrong.add("no request was sent while " + version + " was rolled out");
    }
    return wrong;
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String seconds(Optional<Duration> time) {
    return time.map(t -> String.format(Locale.ROOT, "%.1f s", t.toMillis() / 1000.0))
        .orElse("none");
  }
}
