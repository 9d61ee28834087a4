package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import org.junit.jupiter.api.Test;

class TrafficStepsTest {
  private final Scene scene = new Scene(Phase.CLEAN_UP, Step.RETIRE_NEW);

  @Test
  void a_preview_is_withdrawn_before_the_new_colour_goes() {
    assertThat(scene.withdraw())
        .isEqualTo(Event.StepDone.of(Phase.CLEAN_UP, Step.RETIRE_NEW, "withdrawn"));
  }

  @Test
  void a_first_installation_that_failed_is_cleaned_up_without_an_old_colour() {
    assertThat(scene.firstInstallation().withdraw())
        .isEqualTo(Event.StepDone.of(Phase.CLEAN_UP, Step.RETIRE_NEW, "withdrawn"));
  }
}
