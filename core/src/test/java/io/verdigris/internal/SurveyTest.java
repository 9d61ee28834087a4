package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Extension;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.Plan;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.spi.Admission;
import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Verification;
import io.verdigris.spi.VerifyRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SurveyTest {
  private static final PlannedCall CALL =
      new PlannedCall(Phase.VERIFY, "GET", "Pod shop/*", "look");
  private static final Permission RIGHT = new Permission("", "pods/proxy", "get");
  private static final Finding FINDING = new Finding("a", "b", "c", "d");
  private final Scene scene = new Scene(Phase.ADMIT, Step.HOOKS_BEFORE);

  @Test
  void what_an_extension_says_goes_into_the_plan() {
    Plan plan =
        scene.plan(
            verifier(
                new Admission(
                    List.of(FINDING), List.of(CALL), List.of(RIGHT), List.of("note"), 0)));

    assertThat(plan.findings()).containsExactly(FINDING);
    assertThat(plan.calls()).contains(CALL);
    assertThat(plan.permissions()).contains(RIGHT);
    assertThat(plan.notes()).contains("note");
  }

  @Test
  void settings_that_an_extension_cannot_take_refuse_the_rollout() {
    Plan plan =
        scene.plan(
            new Named<>(
                Extension.of(Extension.Kind.POLICY, "hard-limits", Map.of("window", "10s")),
                new HardLimitPolicy()));

    assertThat(plan.admitted()).isFalse();
    assertThat(plan.findings())
        .singleElement()
        .asString()
        .contains(
            "policy \"hard-limits\"", "window of hard-limits must be", "correct its settings");
  }

  @Test
  void extensions_that_say_nothing_are_admitted() {
    assertThat(scene.plan(verifier(Admission.granted())).admitted()).isTrue();
  }

  private static Named<HealthVerifier> verifier(Admission admission) {
    return new Named<>(
        Extension.of(Extension.Kind.VERIFIER, "fake", Map.of()),
        new HealthVerifier() {
          @Override
          public Progress<Verification> verify(VerifyRequest request) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Admission admit(RolloutSpec spec, Map<String, String> settings) {
            return admission;
          }
        });
  }
}
