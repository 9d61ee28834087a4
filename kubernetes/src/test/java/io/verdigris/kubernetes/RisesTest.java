package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.verdigris.Application;
import io.verdigris.kubernetes.PodTrouble.Hope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RisesTest {
  private static final Application WEB = new Application("shop", "web");
  private static final PodTrouble PULL =
      new PodTrouble("web-1/app", "cannot be pulled", Hope.BRIEF);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int looks;
  private final Rises rises = new Rises(() -> now);

  private static Deployment deployment(int ready) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("web-green")
        .withGeneration(1L)
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(1L)
        .withReadyReplicas(ready)
        .endStatus()
        .build();
  }

  private static Deployment refused() {
    return deployment(0)
        .edit()
        .editStatus()
        .addNewCondition()
        .withType("ReplicaFailure")
        .withStatus("True")
        .withReason("FailedCreate")
        .withMessage("exceeded quota")
        .endCondition()
        .endStatus()
        .build();
  }

  private Rises.Verdict after(int seconds, Deployment deployment, PodTrouble... troubles) {
    now = now.plus(Duration.ofSeconds(seconds));
    return rises.look(
        WEB,
        deployment,
        () -> {
          looks++;
          return List.of(troubles);
        });
  }

  @Test
  void pods_are_looked_at_only_after_a_while_without_progress() {
    after(0, deployment(0), PULL);
    after(2, deployment(0), PULL);
    after(2, deployment(1), PULL);
    after(2, deployment(1), PULL);
    assertThat(looks).isZero();

    after(1, deployment(1), PULL);
    after(1, deployment(1), PULL);
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void pods_that_only_take_long_are_looked_at_ever_more_rarely() {
    var unready = new PodTrouble("web-1", "pod web-1 is not ready", Hope.GOOD);
    for (int second = 0; second <= 600; second++) {
      after(1, deployment(0), unready);
    }
    assertThat(looks).isBetween(20, 30);
  }

  @Test
  void a_container_that_says_what_is_wrong_is_looked_at_as_closely_after_minutes() {
    var crash = new PodTrouble("web-1/app", "CrashLoopBackOff", Hope.GOOD);
    after(0, deployment(0));
    after(60, deployment(0), crash);
    after(3, deployment(0), crash);
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void an_image_that_cannot_be_pulled_once_is_waited_for() {
    after(0, deployment(0), PULL);
    assertThat(after(3, deployment(0), PULL))
        .isEqualTo(new Rises.Verdict(Optional.of(PULL), false));
    assertThat(after(20, deployment(0)).hopeless()).isFalse();
    assertThat(after(3, deployment(0), PULL).hopeless()).isFalse();
  }

  @Test
  void an_image_that_cannot_be_pulled_is_given_up_within_half_a_minute() {
    int waited = 0;
    while (!after(1, deployment(0), PULL).hopeless()) {
      waited++;
    }
    assertThat(waited).isBetween(20, 30);
  }

  @Test
  void another_pod_that_comes_up_does_not_make_a_failing_pull_last_longer() {
    after(0, deployment(0), PULL);
    after(10, deployment(0), PULL);
    after(10, deployment(1), PULL);
    assertThat(after(10, deployment(1), PULL).hopeless()).isTrue();
  }

  @Test
  void an_image_whose_name_is_invalid_is_given_up_at_the_first_look() {
    var invalid = new PodTrouble("web-1/app", "InvalidImageName", Hope.NONE);
    after(0, deployment(0), invalid);
    assertThat(after(3, deployment(0), invalid).hopeless()).isTrue();
  }

  @Test
  void pods_that_are_refused_once_are_waited_for_and_given_up_when_it_lasts() {
    assertThat(after(0, refused()).hopeless()).isFalse();
    assertThat(after(19, deployment(0)).hopeless()).isFalse();
    assertThat(after(2, refused()).hopeless()).isFalse();
    Rises.Verdict last = after(20, refused());
    assertThat(last.hopeless()).isTrue();
    assertThat(last.trouble().orElseThrow().reason()).isEqualTo("FailedCreate: exceeded quota");
  }

  @Test
  void a_new_version_begins_anew() {
    after(0, deployment(0), PULL);
    after(10, deployment(0), PULL);
    Deployment next = deployment(0);
    next.getMetadata().setGeneration(2L);
    assertThat(after(15, next, PULL).hopeless()).isFalse();
  }
}
