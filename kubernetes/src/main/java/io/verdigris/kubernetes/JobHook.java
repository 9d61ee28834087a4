package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.verdigris.Application;
import io.verdigris.Extension;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Environment;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Runs a Kubernetes Job to its end and takes its verdict: integration tests, migrations. Its id is
 * {@value #ID}.
 *
 * <p>Settings: {@code manifest} is the Job as YAML or JSON; its name and namespace are set. {@code
 * phase}, {@code moment} and {@code timeout} are those of every {@link PhaseHook}. Each container
 * is given {@code VERDIGRIS_ROLLOUT}, {@code VERDIGRIS_COLOUR} (the new colour) and {@code
 * VERDIGRIS_SERVICE} (the new colour's own Service, by which the Job reaches it before traffic
 * does); the latter two only once the new colour is there.
 */
public final class JobHook implements PhaseHook {
  /** The hook's id. */
  public static final String ID = "job";

  private static final List<Permission> RIGHTS =
      List.of(
          new Permission("batch", "jobs", "get"),
          new Permission("batch", "jobs", "create"),
          new Permission("", "pods", "list"),
          new Permission("", "pods/log", "get"));

  private static final String MANIFEST = "manifest";
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AT_ONCE = Duration.ofMillis(10);
  private static final int LONGEST_NAME = 63;
  private static final int LOG_LINES = 20;
  private static final int LOG_BYTES = 2048;

  private final ClusterAccess cluster;

  JobHook(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /** Returns the extension that runs this Job after VERIFY. */
  public static Extension from(String yaml) {
    return Extension.of(Extension.Kind.HOOK, ID, Map.of(MANIFEST, yaml));
  }

  /**
   * The first call only says by its memo with which fence the Job shall begin: so all later calls
   * of this rollout find this Job, and none that an earlier rollout of the same number has left.
   */
  @Override
  public Progress<HookResult> call(HookRequest request) {
    if (request.memo().isEmpty()) {
      return Progress.waiting(
          "its job is about to begin", AT_ONCE, Long.toString(request.context().fence()));
    }
    String namespace = request.context().application().namespace();
    Optional<Job> there = cluster.api().get(Job.class, namespace, name(request));
    return there.isPresent() ? look(there.get(), request.memo()) : start(request);
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> settings) {
    String namespace = spec.application().namespace();
    var findings = new ArrayList<>(new AccessCheck(cluster.api(), namespace).missing(RIGHTS));
    if (job(settings) instanceof Progress.Failed<Job> failed) {
      findings.add(wrong(failed));
    }
    return new Admission(findings, calls(spec, settings), RIGHTS, List.of(), 0);
  }

  private static Finding wrong(Progress.Failed<Job> failed) {
    return new Finding(
        "hook " + ID, MANIFEST, failed.reason(), "give a Job of batch/v1 with its containers");
  }

  private static List<PlannedCall> calls(RolloutSpec spec, Map<String, String> settings) {
    Phase phase = Phase.valueOf(settings.getOrDefault("phase", "VERIFY").toUpperCase(Locale.ROOT));
    String name = spec.application() + "-…";
    return List.of(
        new PlannedCall(phase, "CREATE", "Job " + name, "run it, unless it runs already"),
        new PlannedCall(phase, "GET", "Job " + name, "see how far it is, every second"),
        new PlannedCall(phase, "LIST", "Pod " + name, "find its pod"),
        new PlannedCall(phase, "GET", "Pod " + name + "/log", "show how it ended"));
  }

  /** The key with the fence; a name that is too long ends in a checksum. */
  static String name(HookRequest request) {
    String name = request.key() + "-" + request.memo();
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    var sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    return name.substring(0, LONGEST_NAME - 9) + "-%08x".formatted(sum.getValue());
  }

  private Progress<HookResult> start(HookRequest request) {
    return job(request.settings())
        .fold(
            done -> start(request, done.value()),
            waiting -> running(name(request), request.memo()),
            failed -> Progress.failed("the job hook's setting manifest " + failed.reason()));
  }

  private Progress<Job> job(Map<String, String> settings) {
    Object read;
    try {
      read = cluster.api().parse(settings.getOrDefault(MANIFEST, ""));
    } catch (RuntimeException e) {
      return Progress.failed("cannot be read: " + e.getMessage());
    }
    if (!(read instanceof Job job)) {
      return Progress.failed("is no Job");
    }
    return hasContainers(job)
        ? Progress.done(job)
        : Progress.failed("has no container in its pod template");
  }

  private static boolean hasContainers(Job job) {
    return job.getSpec() != null
        && job.getSpec().getTemplate() != null
        && job.getSpec().getTemplate().getSpec() != null
        && job.getSpec().getTemplate().getSpec().getContainers() != null
        && !job.getSpec().getTemplate().getSpec().getContainers().isEmpty();
  }

  private Progress<HookResult> start(HookRequest request, Job job) {
    var meta = new ObjectMeta();
    meta.setNamespace(request.context().application().namespace());
    meta.setName(name(request));
    meta.setLabels(Map.of(Marks.MANAGED, "true"));
    meta.setAnnotations(Map.of(Marks.ROLLOUT, request.context().rollout()));
    job.setMetadata(meta);
    List<EnvVar> env = env(request);
    job.getSpec().getTemplate().getSpec().getContainers().forEach(c -> add(c, env));
    // one that exists by now is looked at by the next call
    cluster.api().create(Job.class, job);
    return running(name(request), request.memo());
  }

  private static Progress<HookResult> running(String name, String memo) {
    return Progress.waiting("job " + name + " is running", SOON, memo);
  }

  private static List<EnvVar> env(HookRequest request) {
    Application application = request.context().application();
    var env = new ArrayList<EnvVar>();
    env.add(variable("VERDIGRIS_ROLLOUT", request.context().rollout()));
    Optional<Environment> green = request.environment();
    green.ifPresent(e -> env.add(variable("VERDIGRIS_COLOUR", e.colour().label())));
    green.ifPresent(
        e -> env.add(variable("VERDIGRIS_SERVICE", Slices.service(application, e.colour()))));
    return env;
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  private static void add(Container container, List<EnvVar> env) {
    List<EnvVar> own = container.getEnv() == null ? List.of() : container.getEnv();
    container.setEnv(Stream.concat(own.stream(), env.stream()).toList());
  }

  private Progress<HookResult> look(Job job, String memo) {
    String name = job.getMetadata().getName();
    if (holds(job, "Complete").isPresent()) {
      return Progress.done(new HookResult("job " + name + " completed" + log(job)));
    }
    return holds(job, "Failed")
        .map(
            c ->
                Progress.<HookResult>failed(
                    "job " + name + " failed: " + c.getMessage() + log(job)))
        .orElseGet(() -> running(name, memo));
  }

  private static Optional<JobCondition> holds(Job job, String type) {
    if (job.getStatus() == null || job.getStatus().getConditions() == null) {
      return Optional.empty();
    }
    return job.getStatus().getConditions().stream()
        .filter(c -> type.equals(c.getType()) && "True".equals(c.getStatus()))
        .findFirst();
  }

  /** The verdict stands whether or not the log can be read. */
  private String log(Job job) {
    String namespace = job.getMetadata().getNamespace();
    try {
      return cluster
          .api()
          .list(
              Pod.class,
              namespace,
              Map.of("batch.kubernetes.io/job-name", job.getMetadata().getName()))
          .stream()
          .reduce((first, last) -> last)
          .map(pod -> tail(namespace, pod.getMetadata().getName()))
          .orElse("");
    } catch (VerdigrisException e) {
      return "; its log could not be read: " + e.getMessage();
    }
  }

  private String tail(String namespace, String pod) {
    var target = ApiTarget.get("v1", "pods/log", namespace, pod);
    String log = cluster.api().text(target, "tailLines=" + LOG_LINES).strip();
    String end = log.length() > LOG_BYTES ? "…" + log.substring(log.length() - LOG_BYTES) : log;
    return end.isEmpty() ? "" : "; its log ends: " + end;
  }
}
