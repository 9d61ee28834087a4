package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Application;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how colours come up: when there was progress last, and since when there is trouble.
 * Neither stands in the cluster's objects. A process that has not seen it begins anew, and so waits
 * a little longer; nothing else depends on it.
 */
final class Rises {
  /** How long without progress before the pods are worth a look, and between two looks. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  /** Many that wait for a slow cluster would else keep it slow by asking it why. */
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  /** How long a failing pull or a refused pod is taken for a hiccup. */
  private static final Duration HICCUP = Duration.ofSeconds(20);

  private final InstantSource clock;
  private final Map<Application, Rise> rises = new ConcurrentHashMap<>();

  Rises(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * One colour on its way.
   *
   * @param version which version of the Deployment it is
   * @param progress how far it was
   * @param progressed when there was progress last
   * @param looked when its pods were looked at last, or there was progress
   * @param pods what was wrong with its pods then
   * @param since since when each trouble has been seen
   */
  private record Rise(
      String version,
      List<Integer> progress,
      Instant progressed,
      Instant looked,
      List<PodTrouble> pods,
      Map<String, Instant> since) {
    /** What a container says is followed closely; else the longer nothing came, the rarer. */
    boolean isDue(Instant now) {
      Duration half = Duration.between(progressed, looked).dividedBy(2);
      boolean told = pods.stream().anyMatch(PodTrouble::isOfContainer);
      Duration pause = told || half.compareTo(QUIET) < 0 ? QUIET : half;
      return !now.isBefore(looked.plus(pause.compareTo(AT_MOST) < 0 ? pause : AT_MOST));
    }
  }

  /**
   * What a colour waits for.
   *
   * @param trouble what is wrong; empty when nothing is known to be
   * @param hopeless whether waiting cannot help
   */
  record Verdict(Optional<PodTrouble> trouble, boolean hopeless) {}

  /**
   * Looks at a colour that is not ready.
   *
   * @param pods reads what is wrong with its pods; asked only after a while without progress
   */
  Verdict look(Application application, Deployment deployment, Supplier<List<PodTrouble>> pods) {
    Instant now = clock.instant();
    Rise rise = progressed(rises.get(application), deployment, now);
    boolean due = rise.isDue(now);
    List<PodTrouble> refused =
        DeploymentReadiness.refusal(deployment).map(PodTrouble::refused).stream().toList();
    List<PodTrouble> seen = due ? pods.get() : rise.pods();
    List<PodTrouble> all = Stream.concat(refused.stream(), seen.stream()).toList();
    Map<String, Instant> since = new HashMap<>(due ? Map.of() : rise.since());
    all.forEach(t -> since.put(t.key(), rise.since().getOrDefault(t.key(), now)));
    if (refused.isEmpty()) {
      since.remove(PodTrouble.REFUSED);
    }
    rises.put(
        application,
        new Rise(
            rise.version(),
            rise.progress(),
            rise.progressed(),
            due ? now : rise.looked(),
            seen,
            since));
    Optional<PodTrouble> hopeless =
        (due ? all : refused).stream().filter(t -> isHopeless(t, since, now)).findFirst();
    return hopeless.isPresent()
        ? new Verdict(hopeless, true)
        : new Verdict(all.stream().findFirst(), false);
  }

  private static Rise progressed(@Nullable Rise before, Deployment deployment, Instant now) {
    String version =
        Fences.annotation(deployment, Marks.ROLLOUT)
            + " "
            + deployment.getMetadata().getGeneration();
    List<Integer> progress = DeploymentReadiness.progress(deployment);
    if (before == null || !before.version().equals(version)) {
      return new Rise(version, progress, now, now, List.of(), Map.of());
    }
    return before.progress().equals(progress)
        ? before
        : new Rise(version, progress, now, now, List.of(), before.since());
  }

  private static boolean isHopeless(PodTrouble trouble, Map<String, Instant> since, Instant now) {
    return switch (trouble.hope()) {
      case GOOD -> false;
      case BRIEF -> !now.isBefore(since.getOrDefault(trouble.key(), now).plus(HICCUP));
      case NONE -> true;
    };
  }

  /** Tells whether a colour is known to be on its way. */
  boolean isRising(Application application) {
    return rises.containsKey(application);
  }

  /** Forgets a colour that has come up, failed or gone. */
  void forget(Application application) {
    rises.remove(application);
  }
}
