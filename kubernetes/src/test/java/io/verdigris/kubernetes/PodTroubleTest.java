package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.verdigris.kubernetes.PodTrouble.Hope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodTroubleTest {

  private static PodBuilder pod() {
    return new PodBuilder().withNewMetadata().withName("web-green-1").endMetadata();
  }

  private static Pod waiting(String reason, int restarts) {
    return pod()
        .withNewStatus()
        .addNewContainerStatus()
        .withName("app")
        .withImage("shop/web:v9")
        .withRestartCount(restarts)
        .withNewState()
        .withNewWaiting()
        .withReason(reason)
        .withMessage("because")
        .endWaiting()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "ErrImagePull,0,BRIEF",
    "ImagePullBackOff,0,BRIEF",
    "InvalidImageName,0,NONE",
    "ErrImageNeverPull,0,NONE",
    "CreateContainerConfigError,0,GOOD",
    "CrashLoopBackOff,2,GOOD",
    "CrashLoopBackOff,3,NONE",
  })
  void a_container_that_waits_is_named_with_its_image_and_what_hope_there_is(
      String reason, int restarts, Hope hope) {
    PodTrouble trouble = PodTrouble.of(waiting(reason, restarts)).orElseThrow();
    assertThat(trouble.reason()).contains("app", "web-green-1", "shop/web:v9", reason);
    assertThat(trouble.hope()).isEqualTo(hope);
  }

  @Test
  void a_failing_pull_is_the_same_trouble_whichever_of_its_two_names_it_has() {
    assertThat(PodTrouble.of(waiting("ErrImagePull", 0)).orElseThrow().key())
        .isEqualTo(PodTrouble.of(waiting("ImagePullBackOff", 0)).orElseThrow().key());
  }

  @Test
  void restarts_of_all_containers_add_up() {
    Pod pod =
        pod()
            .withNewStatus()
            .addNewInitContainerStatus()
            .withRestartCount(1)
            .endInitContainerStatus()
            .addNewContainerStatus()
            .withRestartCount(3)
            .endContainerStatus()
            .addNewContainerStatus()
            .endContainerStatus()
            .endStatus()
            .build();

    assertThat(PodTrouble.restarts(pod)).isEqualTo(4);
    assertThat(PodTrouble.restarts(pod().build())).isZero();
  }

  @Test
  void a_pod_without_a_node_says_why() {
    Pod pod =
        pod()
            .withNewStatus()
            .addNewCondition()
            .withType("PodScheduled")
            .withStatus("False")
            .withMessage("0/3 nodes are available")
            .endCondition()
            .endStatus()
            .build();
    assertThat(PodTrouble.of(pod).orElseThrow().reason())
        .isEqualTo("pod web-green-1 has no node: 0/3 nodes are available");
  }

  @Test
  void a_ready_pod_is_in_no_trouble() {
    Pod pod =
        pod()
            .withNewStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .endCondition()
            .endStatus()
            .build();
    assertThat(PodTrouble.of(pod)).isEmpty();
  }
}
