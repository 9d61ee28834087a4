package io.verdigris.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.internal.Promotion;
import io.verdigris.judging.Opinion;
import io.verdigris.spi.Judgement.Verdict;
import org.junit.jupiter.api.Test;

/** That what is measured is what a rollout does. */
class MicroTest {
  @Test
  void the_decisions_lead_to_a_promotion_and_the_ledger_keeps_it() {
    assertThat(new Promotion().decide()).isEqualTo(Phase.PROMOTED);
    assertThat(new Promotion.Saved().phase()).isEqualTo(Phase.MONITOR);
    assertThat(new Promotion.Saved().isReadBack()).isTrue();
  }

  @Test
  void both_policies_find_an_equal_colour_as_good() {
    var policies = new PolicyBenchmark();
    policies.looks = 300;
    policies.read();

    assertThat(Opinion.worst(policies.hardLimits()).verdict()).isEqualTo(Verdict.CONTINUE);
    assertThat(Opinion.worst(policies.comparison()).verdict()).isEqualTo(Verdict.CONTINUE);
  }
}
