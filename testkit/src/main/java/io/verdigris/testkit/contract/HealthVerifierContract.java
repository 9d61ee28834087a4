package io.verdigris.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Verification;
import io.verdigris.spi.VerifyRequest;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What every {@link HealthVerifier} must hold. */
public abstract class HealthVerifierContract {
  private final Caller caller = new Caller("verify()", Duration.ofSeconds(10));

  /** Returns a new verifier. */
  protected abstract HealthVerifier verifier();

  /** Returns a request for a colour that is well, with an empty memo. */
  protected abstract VerifyRequest healthy();

  /** Returns a request for a colour that is not well, with an empty memo. */
  protected abstract VerifyRequest sick();

  /** Returns a request with a setting that cannot be; empty when there is none. */
  protected Optional<VerifyRequest> wronglySet() {
    return Optional.empty();
  }

  @Test
  void a_healthy_colour_is_verified_and_the_summary_says_how() {
    Verification verification = untilDone(verifier());
    assertThat(verification.summary())
        .as("the verification has no summary, which people are shown")
        .isNotBlank();
  }

  @Test
  void nothing_is_kept_between_calls_but_the_memo() {
    Verification verification = caller.untilDone(memo -> verifier().verify(with(healthy(), memo)));
    assertThat(verification)
        .as("a new verifier for each call, as after a crash, must come to the same end")
        .isEqualTo(untilDone(verifier()));
  }

  @Test
  void a_sick_colour_is_never_verified() {
    HealthVerifier verifier = verifier();
    String memo = "";
    for (int call = 0; call < 5; call++) {
      Progress<Verification> answer = verify(verifier, with(sick(), memo));
      assertThat(answer)
          .as("verify() answered done for a colour that is not well: it must wait or fail")
          .isNotInstanceOf(Progress.Done.class);
      memo = answer.fold(done -> "", Progress.Waiting::memo, failed -> "");
    }
  }

  @Test
  void a_colour_that_was_healthy_is_not_verified_once_it_is_sick() {
    HealthVerifier verifier = verifier();
    untilDone(verifier);
    assertThat(verify(verifier, sick()))
        .as("verify() answered done for what it saw before, not for what is: keep no state")
        .isNotInstanceOf(Progress.Done.class);
  }

  @Test
  void a_reason_stays_the_same_while_nothing_changes() {
    HealthVerifier verifier = verifier();
    assertThat(verify(verifier, sick()))
        .as("two calls about the same state must give the same answer: it is shown once only")
        .isEqualTo(verify(verifier, sick()));
  }

  @Test
  void a_wrong_setting_fails_for_good() {
    Assumptions.assumeTrue(wronglySet().isPresent(), "no setting can be wrong");
    assertThatThrownBy(() -> verifier().verify(wronglySet().orElseThrow()))
        .as("a wrong setting does not become right by trying again")
        .isInstanceOf(PermanentFailureException.class)
        .message()
        .isNotBlank();
  }

  private Verification untilDone(HealthVerifier verifier) {
    return caller.untilDone(memo -> verifier.verify(with(healthy(), memo)));
  }

  private Progress<Verification> verify(HealthVerifier verifier, VerifyRequest request) {
    return caller.progress(() -> verifier.verify(request));
  }

  private static VerifyRequest with(VerifyRequest request, String memo) {
    return new VerifyRequest(request.context(), request.environment(), request.settings(), memo);
  }
}
