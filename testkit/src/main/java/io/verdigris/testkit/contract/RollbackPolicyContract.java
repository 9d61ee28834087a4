package io.verdigris.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.spi.Counters;
import io.verdigris.spi.Evidence;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Judgement.Verdict;
import io.verdigris.spi.RollbackPolicy;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every {@link RollbackPolicy} must hold. */
public abstract class RollbackPolicyContract {
  private static final Sample.AsOf NOW = Sample.AsOf.at(Instant.EPOCH);
  private static final long REQUESTS = 100_000;

  /** Returns the policy. */
  protected abstract RollbackPolicy policy();

  /** Returns settings by which a colour that fails every request is worse. */
  protected abstract Map<String, String> settings();

  @Test
  void a_colour_that_fails_every_request_goes_back() {
    assertThat(judge(seen(REQUESTS)).verdict())
        .as("all of %d requests failed", REQUESTS)
        .isIn(Verdict.ROLL_BACK, Verdict.SUSPECT);
  }

  @Test
  void a_colour_that_fails_none_stays() {
    assertThat(judge(seen(0)).verdict())
        .as("none of %d requests failed", REQUESTS)
        .isNotIn(Verdict.ROLL_BACK, Verdict.SUSPECT);
  }

  @Test
  void being_blind_never_counts_as_good() {
    for (Sample blind :
        List.of(
            new Sample.NoTraffic(NOW),
            new Sample.Missing("no such series"),
            new Sample.Failed("no answer"),
            new Sample.Unreadable("no pod answers"))) {
      Judgement judgement = judge(evidence(Optional.of(blind), window(0, 0)));
      assertThat(judgement.verdict())
          .as("%s tells nothing good: answer BLIND, or ROLL_BACK where that is the policy", blind)
          .isNotEqualTo(Verdict.CONTINUE);
    }
  }

  @Test
  void the_same_evidence_gives_the_same_judgement() {
    for (Evidence evidence : List.of(seen(0), seen(REQUESTS / 2), seen(REQUESTS))) {
      assertThat(judge(evidence))
          .as("judge() must be a function of the evidence: no clock, no state")
          .isEqualTo(judge(evidence));
    }
  }

  private Judgement judge(Evidence evidence) {
    Judgement judgement = policy().judge(evidence);
    assertThat(judgement).as("judge() answered null, which its contract forbids").isNotNull();
    assertThat(judgement.why()).as("a judgement must say why, with its figures").isNotBlank();
    return judgement;
  }

  private Evidence seen(long errors) {
    var counters =
        new Counters(REQUESTS, errors, window(REQUESTS, errors).buckets(), OptionalLong.empty());
    return evidence(
        Optional.of(new Sample.Value(Map.of("pod-0", counters), NOW)), window(REQUESTS, errors));
  }

  private Evidence evidence(Optional<Sample> answer, Window window) {
    return new Evidence(
        ContractFixture.context(ContractFixture.application(), 1),
        Duration.ofMinutes(5),
        answer,
        (atLeast, requests) -> window,
        List.of(),
        Optional.empty(),
        1,
        1,
        0,
        settings());
  }

  private static Window window(long requests, long errors) {
    var buckets = new TreeMap<>(Map.of(0.1, requests, Double.POSITIVE_INFINITY, requests));
    return new Window(Duration.ofMinutes(5), requests, errors, buckets);
  }
}
