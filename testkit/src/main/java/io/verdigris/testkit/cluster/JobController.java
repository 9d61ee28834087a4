package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs the pods of Jobs until enough have succeeded or too many have failed. */
final class JobController implements ControlLoop.Controller {
  private static final int BACK_OFF_LIMIT = 6;
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(100);
  private static final int MOST_DOUBLINGS = 6;
  private static final Duration REFUSED = Duration.ofMillis(250);

  private final Inventory inventory;
  private final ControlLoop loop;
  private final InstantSource clock;
  private final Map<String, Failures> failures = new HashMap<>();

  JobController(Inventory inventory, ControlLoop loop, InstantSource clock) {
    this.inventory = inventory;
    this.loop = loop;
    this.clock = clock;
  }

  private record Failures(int count, Instant at) {}

  /** How a Job's pods are doing. */
  private record Tally(List<Pod> active, int succeeded, int failed) {
    static Tally of(List<Pod> pods) {
      return new Tally(
          pods.stream().filter(Pods::isActive).toList(), count(pods, "Succeeded"), failures(pods));
    }

    private static int count(List<Pod> pods, String phase) {
      return (int) pods.stream().filter(p -> Pods.phase(p).equals(phase)).count();
    }

    /** A container that was restarted in its pod has failed once for each restart. */
    private static int failures(List<Pod> pods) {
      return count(pods, "Failed")
          + pods.stream()
              .filter(Pods::isActive)
              .filter(p -> p.getStatus() != null)
              .flatMap(p -> Pods.orEmpty(p.getStatus().getContainerStatuses()).stream())
              .mapToInt(c -> Pods.or(c.getRestartCount(), 0))
              .sum();
    }
  }

  @Override
  public void sync(String namespace, String name) {
    inventory
        .get(Job.class, namespace, name)
        .filter(j -> !Pods.isTerminating(j) && !isOver(j))
        .ifPresent(this::sync);
  }

  private static boolean isOver(Job job) {
    return job.getStatus() != null
        && Pods.orEmpty(job.getStatus().getConditions()).stream()
            .anyMatch(c -> List.of("Complete", "Failed").contains(c.getType()));
  }

  private void sync(Job job) {
    Instant started = startTime(job);
    var tally = Tally.of(inventory.ownedBy(Pod.class, job));
    int completions = Pods.or(job.getSpec().getCompletions(), 1);
    if (tally.succeeded() >= completions) {
      finish(job, started, tally, condition("Complete", "CompletionsReached", reached()));
    } else if (tally.failed() > Pods.or(job.getSpec().getBackoffLimit(), BACK_OFF_LIMIT)) {
      finish(
          job,
          started,
          tally,
          condition(
              "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"));
    } else if (isLate(job, started)) {
      finish(
          job,
          started,
          tally,
          condition("Failed", "DeadlineExceeded", "Job was active longer than specified deadline"));
    } else {
      goOn(job, started, tally, completions);
    }
  }

  private static String reached() {
    return "Reached expected number of succeeded pods";
  }

  private void goOn(Job job, Instant started, Tally tally, int completions) {
    boolean suspended = Boolean.TRUE.equals(job.getSpec().getSuspend());
    int wanted =
        Math.min(Pods.or(job.getSpec().getParallelism(), 1), completions - tally.succeeded());
    int missing = suspended ? 0 : wanted - tally.active().size();
    if (missing > 0) {
      createAfterBackOff(job, tally, missing);
    }
    report(job, started, Tally.of(inventory.ownedBy(Pod.class, job)), List.of());
  }

  /** The pod that follows a failed one comes later, and later each time. */
  private void createAfterBackOff(Job job, Tally tally, int count) {
    Duration wait =
        FIRST_BACK_OFF.multipliedBy(
            1L << Math.min(Math.max(0, tally.failed() - 1), MOST_DOUBLINGS));
    Instant now = clock.instant();
    Instant due = tally.failed() == 0 ? now : lastFailure(job, tally.failed()).plus(wait);
    if (due.isAfter(now)) {
      loop.plan(this, job, Duration.between(now, due));
      return;
    }
    try {
      for (int i = 0; i < count; i++) {
        inventory.create(Pods.of(job.getSpec().getTemplate(), job, labels(job)));
      }
    } catch (RuntimeException refusal) {
      loop.plan(this, job, REFUSED);
    }
  }

  /** Returns when the last failure was first seen; the pods' own times are whole seconds only. */
  private Instant lastFailure(Job job, int failed) {
    return failures
        .compute(
            job.getMetadata().getUid(),
            (uid, known) ->
                known != null && known.count() == failed
                    ? known
                    : new Failures(failed, clock.instant()))
        .at();
  }

  private static Map<String, String> labels(Job job) {
    var meta = job.getMetadata();
    return Map.of(
        "batch.kubernetes.io/job-name", meta.getName(),
        "job-name", meta.getName(),
        "batch.kubernetes.io/controller-uid", meta.getUid(),
        "controller-uid", meta.getUid());
  }

  private boolean isLate(Job job, Instant started) {
    Long limit = job.getSpec().getActiveDeadlineSeconds();
    if (limit == null) {
      return false;
    }
    var left = Duration.between(clock.instant(), started.plusSeconds(limit));
    if (left.isNegative() || left.isZero()) {
      return true;
    }
    loop.plan(this, job, left);
    return false;
  }

  private void finish(Job job, Instant started, Tally tally, JobCondition condition) {
    failures.remove(job.getMetadata().getUid());
    tally.active().forEach(pod -> Pods.terminate(inventory, pod, clock.instant()));
    report(
        job, started, new Tally(List.of(), tally.succeeded(), tally.failed()), List.of(condition));
    Integer kept = job.getSpec().getTtlSecondsAfterFinished();
    if (kept != null) {
      var unused = loop.schedule(Duration.ofSeconds(kept), () -> inventory.delete(job));
    }
  }

  private void report(Job job, Instant started, Tally tally, List<JobCondition> conditions) {
    inventory.update(
        job,
        j -> {
          var status = new JobStatus();
          status.setStartTime(Pods.time(started));
          status.setActive(orNull(tally.active().size()));
          status.setReady((int) tally.active().stream().filter(Pods::isReady).count());
          status.setSucceeded(orNull(tally.succeeded()));
          status.setFailed(orNull(tally.failed()));
          status.setConditions(new ArrayList<>(conditions));
          if (conditions.stream().anyMatch(c -> c.getType().equals("Complete"))) {
            status.setCompletionTime(Pods.time(clock.instant()));
          }
          j.setStatus(status);
          return j;
        });
  }

  private Instant startTime(Job job) {
    return Optional.ofNullable(job.getStatus())
        .map(JobStatus::getStartTime)
        .map(Instant::parse)
        .orElseGet(clock::instant);
  }

  private JobCondition condition(String type, String reason, String message) {
    String now = Pods.time(clock.instant());
    return new JobConditionBuilder()
        .withType(type)
        .withStatus("True")
        .withReason(reason)
        .withMessage(message)
        .withLastProbeTime(now)
        .withLastTransitionTime(now)
        .build();
  }

  private static @Nullable Integer orNull(int count) {
    return count == 0 ? null : count;
  }
}
