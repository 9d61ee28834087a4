package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import org.junit.jupiter.api.Test;

class EnvironmentStepsTest {
  /** The scene's pods refuse to say what serves. */
  @Test
  void without_a_verifier_nothing_is_read_to_verify() {
    Event answer = new Scene(Phase.VERIFY, Step.VERIFY).verify();

    assertThat(answer)
        .isEqualTo(
            Event.StepDone.of(
                Phase.VERIFY,
                Step.VERIFY,
                "no verifier was asked for; the pods' readiness stands for it"));
  }
}
