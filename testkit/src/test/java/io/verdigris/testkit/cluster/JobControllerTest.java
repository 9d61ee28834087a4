package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JobControllerTest {
  private final Lab lab = new Lab();

  @AfterEach
  void end() {
    lab.close();
  }

  @Test
  void a_job_completes_and_its_log_stays() {
    run(job("echo", "all", "is", "well").build());
    Lab.eventually("it is complete", () -> holds("Complete").isPresent());

    assertThat(status().getSucceeded()).isEqualTo(1);
    assertThat(status().getActive()).isNull();
    Pod pod = lab.pods().get(0);
    assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
    assertThat(pod.getMetadata().getLabels())
        .containsEntry("batch.kubernetes.io/job-name", "check");
    assertThat(lab.workloads.log(Lab.NAMESPACE, pod.getMetadata().getName()))
        .hasValue("all is well\n");
  }

  @Test
  void a_job_fails_when_it_has_failed_once_too_often() {
    run(job("sh", "-c", "echo broken; exit 3").editSpec().withBackoffLimit(1).endSpec().build());
    Lab.eventually("it has failed", () -> holds("Failed").isPresent());

    assertThat(holds("Failed").orElseThrow().getReason()).isEqualTo("BackoffLimitExceeded");
    assertThat(status().getFailed()).isEqualTo(2);
    assertThat(lab.pods())
        .hasSize(2)
        .allSatisfy(
            pod -> {
              assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
              assertThat(
                      pod.getStatus()
                          .getContainerStatuses()
                          .get(0)
                          .getState()
                          .getTerminated()
                          .getExitCode())
                  .isEqualTo(3);
            });
  }

  @Test
  void a_job_that_takes_too_long_is_ended() {
    run(job("sleep", "60").editSpec().withActiveDeadlineSeconds(1L).endSpec().build());
    Lab.eventually("it has failed", () -> holds("Failed").isPresent());
    assertThat(holds("Failed").orElseThrow().getReason()).isEqualTo("DeadlineExceeded");
    Lab.eventually("its pod is gone", () -> lab.pods().isEmpty());
  }

  private static JobBuilder job(String... command) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(Lab.NAMESPACE)
        .withName("check")
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("check")
        .withImage(Lab.IMAGE)
        .withCommand(List.of(command))
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec();
  }

  private void run(Job job) {
    assertThat(lab.state.create(job)).isPresent();
  }

  private JobStatus status() {
    return lab.state.get(Job.class, Lab.NAMESPACE, "check").orElseThrow().getStatus();
  }

  private Optional<JobCondition> holds(String type) {
    return Optional.ofNullable(status()).stream()
        .flatMap(s -> Pods.orEmpty(s.getConditions()).stream())
        .filter(c -> c.getType().equals(type) && c.getStatus().equals("True"))
        .findFirst();
  }
}
