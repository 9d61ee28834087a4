package io.verdigris.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Verification;
import io.verdigris.spi.VerifyRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A verifier that keeps its contract, and some that break it. */
class HealthVerifierContractTest extends HealthVerifierContract {
  private static final Duration SOON = Duration.ofMillis(1);

  @Override
  protected HealthVerifier verifier() {
    return HealthVerifierContractTest::twice;
  }

  @Override
  protected VerifyRequest healthy() {
    return ContractFixture.verify("10.0.0.1", 8080, Map.of());
  }

  @Override
  protected VerifyRequest sick() {
    return ContractFixture.verify("", 8080, Map.of());
  }

  @Override
  protected Optional<VerifyRequest> wronglySet() {
    return Optional.of(ContractFixture.verify("10.0.0.1", 8080, Map.of("path", "x")));
  }

  /** Wants every pod to have an address, twice in a row. */
  private static Progress<Verification> twice(VerifyRequest request) {
    if (!request.settings().isEmpty()) {
      throw new PermanentFailureException("there are no settings; take them away");
    }
    Optional<Pod> without =
        request.environment().pods().stream().filter(pod -> pod.address().isEmpty()).findFirst();
    if (without.isPresent()) {
      return Progress.waiting(without.get().name() + " has no address", SOON);
    }
    return request.memo().equals("once")
        ? Progress.done(new Verification("every pod has had an address twice"))
        : Progress.waiting("1 of 2", SOON, "once");
  }

  @Test
  void a_verifier_that_says_yes_to_all_is_told_so() {
    var broken = contractOf(request -> Progress.done(new Verification("fine")));
    assertThatThrownBy(broken::a_sick_colour_is_never_verified)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("answered done for a colour that is not well: it must wait or fail");
    assertThatCode(broken::a_healthy_colour_is_verified_and_the_summary_says_how)
        .doesNotThrowAnyException();
  }

  @Test
  void a_verifier_that_fails_is_quoted() {
    var broken = contractOf(request -> Progress.failed("I do not like it"));
    assertThatThrownBy(broken::a_healthy_colour_is_verified_and_the_summary_says_how)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("verify() failed where it should become done: I do not like it");
  }

  @Test
  void a_verifier_that_gives_no_reason_is_told_so() {
    var broken = contractOf(request -> Progress.waiting("", SOON));
    assertThatThrownBy(broken::a_sick_colour_is_never_verified)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("verify() answered without a reason, which people are shown");
  }

  @Test
  void a_verifier_whose_reason_always_changes_is_told_so() {
    var broken = contractOf(request -> Progress.waiting("at " + new Object(), SOON));
    assertThatThrownBy(broken::a_reason_stays_the_same_while_nothing_changes)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("two calls about the same state must give the same answer");
  }

  private HealthVerifierContract contractOf(HealthVerifier broken) {
    return new HealthVerifierContract() {
      @Override
      protected HealthVerifier verifier() {
        return broken;
      }

      @Override
      protected VerifyRequest healthy() {
        return HealthVerifierContractTest.this.healthy();
      }

      @Override
      protected VerifyRequest sick() {
        return HealthVerifierContractTest.this.sick();
      }
    };
  }
}
