package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeploymentControllerTest {
  private static final Map<String, String> QUICK = Map.of("DRAIN", "50ms");

  private final Lab lab = new Lab();

  @AfterEach
  void end() {
    lab.close();
  }

  @Test
  void a_deployment_has_ready_pods_of_its_own() {
    lab.create(Lab.web("blue", 3, Map.of()).build());
    lab.untilReady("web-blue", 3);
    untilReason("web-blue", "Progressing", "NewReplicaSetAvailable");

    DeploymentStatus status = lab.deployment("web-blue").getStatus();
    assertThat(status.getObservedGeneration()).isEqualTo(1);
    assertThat(status.getUpdatedReplicas()).isEqualTo(3);
    assertThat(status.getAvailableReplicas()).isEqualTo(3);
    assertThat(status.getUnavailableReplicas()).isNull();
    assertThat(condition("web-blue", "Available").orElseThrow().getStatus()).isEqualTo("True");
    ReplicaSet set = lab.state.list(ReplicaSet.class, Lab.NAMESPACE).get(0);
    String hash = set.getMetadata().getLabels().get("pod-template-hash");
    assertThat(set.getMetadata().getName()).isEqualTo("web-blue-" + hash);
    assertThat(lab.pods())
        .hasSize(3)
        .allSatisfy(
            pod -> {
              assertThat(pod.getMetadata().getName()).matches("web-blue-" + hash + "-[a-z0-9]{5}");
              assertThat(pod.getMetadata().getLabels())
                  .containsEntry("pod-template-hash", hash)
                  .containsEntry("color", "blue");
              assertThat(Inventory.controller(pod).orElseThrow().getUid())
                  .isEqualTo(set.getMetadata().getUid());
              assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
            });
    assertThat(lab.pods().stream().map(p -> p.getStatus().getPodIP()).distinct()).hasSize(3);
  }

  @Test
  void a_rolling_update_keeps_to_its_limits() {
    lab.create(Lab.web("blue", 4, QUICK).build());
    lab.untilReady("web-blue", 4);
    untilReason("web-blue", "Progressing", "NewReplicaSetAvailable");
    int before = lab.state.history(Deployment.class).size();

    lab.change("web-blue", d -> image(d, "verdigris.test/app:v2"));
    Lab.eventually(
        "all pods are new",
        () ->
            lab.pods().size() == 4
                && lab.pods().stream().allMatch(p -> image(p).endsWith("v2") && Pods.isReady(p)));
    untilReason("web-blue", "Progressing", "NewReplicaSetAvailable");

    List<Deployment> states = lab.state.history(Deployment.class);
    assertThat(states.subList(before, states.size()))
        .extracting(Deployment::getStatus)
        .allSatisfy(
            s -> {
              assertThat(s.getAvailableReplicas()).isGreaterThanOrEqualTo(3);
              assertThat(s.getReplicas()).isLessThanOrEqualTo(5);
            });
    assertThat(lab.state.list(ReplicaSet.class, Lab.NAMESPACE))
        .extracting(ReplicaSets::size)
        .containsExactlyInAnyOrder(0, 4);
    assertThat(lab.deployment("web-blue").getMetadata().getAnnotations())
        .containsEntry("deployment.kubernetes.io/revision", "2");
  }

  @Test
  void a_template_that_was_there_before_gets_its_old_set_again() {
    lab.create(Lab.web("blue", 1, QUICK).build());
    lab.untilReady("web-blue", 1);
    for (String image : List.of("verdigris.test/app:v2", Lab.IMAGE)) {
      lab.change("web-blue", d -> image(d, image));
      Lab.eventually(
          "one pod of " + image,
          () -> lab.pods().size() == 1 && image(lab.pods().get(0)).equals(image));
    }
    assertThat(lab.state.list(ReplicaSet.class, Lab.NAMESPACE)).hasSize(2);
    Lab.eventually(
        "its revision is the newest",
        () ->
            lab.state.list(ReplicaSet.class, Lab.NAMESPACE).stream()
                .anyMatch(s -> ReplicaSets.size(s) == 1 && ReplicaSets.revision(s) == 3));
  }

  @Test
  void recreating_ends_all_old_pods_before_the_first_new_one() {
    lab.create(
        Lab.web("blue", 2, QUICK)
            .editSpec()
            .withNewStrategy()
            .withType("Recreate")
            .endStrategy()
            .endSpec()
            .build());
    lab.untilReady("web-blue", 2);
    lab.change("web-blue", d -> image(d, "verdigris.test/app:v2"));
    Lab.eventually(
        "two new pods are ready",
        () ->
            lab.pods().stream().filter(p -> image(p).endsWith("v2") && Pods.isReady(p)).count()
                == 2);
    assertThat(
            lab.state.log().stream().filter(l -> l.contains(" Pod ")).map(l -> l.substring(0, 7)))
        .containsExactly("created", "created", "deleted", "deleted", "created", "created");
  }

  @Test
  void an_image_that_is_not_there_is_told_and_its_deadline_passes() {
    lab.create(
        Lab.web("blue", 1, Map.of()).editSpec().withProgressDeadlineSeconds(1).endSpec().build());
    lab.untilReady("web-blue", 1);
    lab.change("web-blue", d -> image(d, "verdigris.test/app:v9"));
    untilReason("web-blue", "Progressing", "ProgressDeadlineExceeded");

    assertThat(condition("web-blue", "Progressing").orElseThrow().getStatus()).isEqualTo("False");
    // times are of whole seconds, so the deadline may pass before the second try
    Lab.eventually(
        "the pull is told and told to back off",
        () -> waitingReasons().containsAll(List.of("ErrImagePull", "ImagePullBackOff")));
    assertThat(lab.deployment("web-blue").getStatus().getAvailableReplicas())
        .as("the pod that serves stays")
        .isEqualTo(1);
  }

  @Test
  void pods_that_are_refused_are_told_until_they_are_let_in() {
    lab.state.refusePods("pods \"web\" is forbidden: exceeded quota: small");
    lab.create(Lab.web("blue", 1, Map.of()).build());
    untilReason("web-blue", "ReplicaFailure", "FailedCreate");
    assertThat(condition("web-blue", "ReplicaFailure").orElseThrow().getMessage())
        .contains("exceeded quota: small");

    lab.state.refusePods("");
    lab.untilReady("web-blue", 1);
    Lab.eventually("all is well", () -> condition("web-blue", "ReplicaFailure").isEmpty());
  }

  @Test
  void a_pod_that_crashes_again_and_again_is_restarted_later_each_time() {
    lab.create(Lab.web("blue", 1, Map.of("EXIT_AFTER", "20ms", "EXIT_CODE", "3")).build());
    Lab.eventually(
        "three restarts",
        () ->
            lab.pods().stream()
                .flatMap(p -> p.getStatus().getContainerStatuses().stream())
                .anyMatch(c -> c.getRestartCount() >= 3));
    assertThat(waitingReasons()).contains("CrashLoopBackOff");
    assertThat(
            lab.pods()
                .get(0)
                .getStatus()
                .getContainerStatuses()
                .get(0)
                .getLastState()
                .getTerminated()
                .getExitCode())
        .isEqualTo(3);
  }

  @Test
  void a_pod_that_has_just_become_ready_is_not_yet_available() {
    lab.create(Lab.web("blue", 1, Map.of()).editSpec().withMinReadySeconds(1).endSpec().build());
    Lab.eventually(
        "it is available",
        () ->
            lab.deployment("web-blue").getStatus() != null
                && Pods.or(lab.deployment("web-blue").getStatus().getAvailableReplicas(), 0) == 1);
    assertThat(lab.state.history(Deployment.class))
        .extracting(Deployment::getStatus)
        .filteredOn(s -> s != null)
        .anySatisfy(
            s -> {
              assertThat(s.getReadyReplicas()).isEqualTo(1);
              assertThat(s.getAvailableReplicas()).isNull();
            });
  }

  @Test
  void a_deployment_that_goes_takes_its_pods_along() {
    lab.create(Lab.web("blue", 2, QUICK).build());
    lab.untilReady("web-blue", 2);
    String address = lab.pods().get(0).getStatus().getPodIP();
    lab.state.delete(Deployment.class, Lab.NAMESPACE, "web-blue");
    Lab.eventually("no pod is left", () -> lab.pods().isEmpty());
    Lab.eventually("nobody listens", () -> !listens(address));
  }

  private static boolean listens(String address) {
    try (var socket = new Socket()) {
      socket.connect(PodNetwork.at(address, 8080), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private List<String> waitingReasons() {
    return lab.state.history(Pod.class).stream()
        .filter(p -> p.getStatus() != null)
        .flatMap(p -> Pods.orEmpty(p.getStatus().getContainerStatuses()).stream())
        .filter(c -> c.getState().getWaiting() != null)
        .map(c -> c.getState().getWaiting().getReason())
        .distinct()
        .toList();
  }

  private void untilReason(String deployment, String type, String reason) {
    Lab.eventually(
        type + " is " + reason,
        () -> condition(deployment, type).filter(c -> c.getReason().equals(reason)).isPresent());
  }

  private Optional<DeploymentCondition> condition(String deployment, String type) {
    return Optional.ofNullable(lab.deployment(deployment).getStatus()).stream()
        .flatMap(s -> Pods.orEmpty(s.getConditions()).stream())
        .filter(c -> c.getType().equals(type))
        .findFirst();
  }

  private static void image(Deployment deployment, String image) {
    deployment.getSpec().getTemplate().getSpec().getContainers().get(0).setImage(image);
  }

  private static String image(Pod pod) {
    return pod.getSpec().getContainers().get(0).getImage();
  }
}
