package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.kubernetes.DeploymentReadiness;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.LedgerObject;
import io.verdigris.kubernetes.Marks;
import io.verdigris.kubernetes.Slices;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The moves by which one Deployment takes over from another that runs the same version.
 *
 * @param mark what the stable Service says meanwhile
 * @param to the name of the Deployment that takes over
 */
record Handover(Site site, String mark, String to) {
  private static final Duration SOON = Duration.ofMillis(250);

  private String stable() {
    return site.place("Service", site.application().service());
  }

  private String target() {
    return site.place("Deployment", to);
  }

  /**
   * A rollout writes its ledger before it looks for the mark, and this looks at the ledger once the
   * mark is there: of two that begin at the same time one at least sees the other.
   *
   * @param before the mark that may be there instead
   */
  Move begin(String before, boolean pastGuard) {
    return Move.of(
        "PATCH",
        stable(),
        "note what is under way, so that no rollout begins meanwhile",
        () -> begin(site.stable(), before, pastGuard));
  }

  private Progress<Nothing> begin(Service service, String before, boolean pastGuard) {
    String there = site.mark(service);
    if (!there.equals(mark) && !there.isEmpty() && !there.equals(before)) {
      return Progress.failed(other(there));
    }
    if (!there.equals(mark)) {
      FencedPatch patch = unchanged(service).annotate(Marks.ADOPTION, mark);
      if (pastGuard && !Fences.label(service, Marks.EPOCH).isEmpty()) {
        patch.annotate(Marks.GUARD, "off");
      }
      return site.patch(Service.class, service, patch) instanceof Progress.Done<Nothing>
          ? noRollout()
          : Progress.waiting(stable() + " to stay as it is", SOON);
    }
    return noRollout();
  }

  private static FencedPatch unchanged(Service service) {
    return FencedPatch.of(service)
        .test(service.getMetadata().getResourceVersion(), "metadata", "resourceVersion");
  }

  static String other(String there) {
    return "\""
        + there
        + "\" is under way; have that end first, by the same command again, or take it back by"
        + " eject";
  }

  private Progress<Nothing> noRollout() {
    Optional<String> phase =
        LedgerObject.find(site.api(), site.application()).flatMap(LedgerObject::underWay);
    if (phase.isEmpty()) {
      return Progress.done();
    }
    Service service = site.stable();
    Progress<Nothing> unused =
        site.patch(Service.class, service, unchanged(service).forget(Marks.ADOPTION));
    return Progress.failed(
        "a rollout is under way, in phase " + phase.get() + "; let it end, or abort it, first");
  }

  Move create(Supplier<Deployment> drawn) {
    return Move.of(
        "CREATE",
        target(),
        "run the same version a second time",
        () -> {
          if (site.deployment(to).isEmpty()) {
            site.api().create(Deployment.class, drawn.get());
          }
          return Progress.done();
        });
  }

  /**
   * Keeps both the same until traffic moves, and then only waits.
   *
   * @param drawn what the Deployment shall be; empty once traffic has moved
   */
  Move even(Twin twin, Supplier<Optional<Deployment>> drawn) {
    return Move.of(
        "WAIT",
        target(),
        "until all pods are ready, in the same version and number",
        () -> even(twin, site.requireDeployment(to), drawn.get()));
  }

  private Progress<Nothing> even(Twin twin, Deployment there, Optional<Deployment> drawn) {
    int size = drawn.map(DeploymentReadiness::desired).orElse(0);
    boolean same = drawn.map(d -> twin.isSame(d, there)).orElse(true);
    if (!same || DeploymentReadiness.desired(there) < size) {
      FencedPatch patch =
          FencedPatch.of(there)
              .test(DeploymentReadiness.desired(there), "spec", "replicas")
              .set(Math.max(size, DeploymentReadiness.desired(there)), "spec", "replicas")
              .set(drawn.orElse(there).getSpec().getTemplate(), "spec", "template");
      Progress<Nothing> unused = site.patch(Deployment.class, there, patch);
      return Progress.waiting(target() + " to follow", SOON);
    }
    if (DeploymentReadiness.isReady(there)) {
      return Progress.done();
    }
    return DeploymentReadiness.failure(there)
        .<Progress<Nothing>>map(why -> Progress.failed(target() + ": " + why))
        .orElseGet(
            () ->
                Progress.waiting(
                    DeploymentReadiness.ready(there)
                        + " of "
                        + DeploymentReadiness.desired(there)
                        + " pods of "
                        + to
                        + " are ready",
                    SOON));
  }

  /**
   * Moves a Service's traffic in one patch.
   *
   * @param from what it may select now, made of what it selects beside the colour
   * @param selector what it shall select, made of the same
   * @param more adds to the patch
   */
  Move select(
      String service,
      String purpose,
      Function<Map<String, String>, List<Map<String, String>>> from,
      UnaryOperator<Map<String, String>> selector,
      BiConsumer<Service, FencedPatch> more) {
    return Move.of(
        "PATCH",
        site.place("Service", service),
        purpose,
        () -> select(site.require(service), from, selector, more));
  }

  private Progress<Nothing> select(
      Service service,
      Function<Map<String, String>, List<Map<String, String>>> from,
      UnaryOperator<Map<String, String>> to,
      BiConsumer<Service, FencedPatch> more) {
    Map<String, String> there = Layout.selector(service);
    Map<String, String> wanted = to.apply(site.base(service));
    if (there.equals(wanted)) {
      return Progress.done();
    }
    List<Map<String, String>> expected = from.apply(site.base(service));
    if (!expected.contains(there)) {
      return Progress.failed(
          Fences.describe(service)
              + " selects "
              + there
              + " instead of "
              + expected
              + "; somebody has changed it meanwhile: put it back, or take all back by eject");
    }
    FencedPatch patch =
        FencedPatch.of(service).test(there, "spec", "selector").set(wanted, "spec", "selector");
    if (service.getMetadata().getName().equals(site.application().service())) {
      patch.test(mark, "metadata", "annotations", Marks.ADOPTION);
    }
    more.accept(service, patch);
    Progress<Nothing> sent = site.patch(Service.class, service, patch);
    return sent instanceof Progress.Done<Nothing>
        ? Progress.waiting(Fences.describe(service) + " to select them", Duration.ofMillis(50))
        : sent;
  }

  /** The slices say what nodes are told; only pods of the one that takes over may be in them. */
  Move confirm(String service) {
    return Move.of(
        "WAIT",
        "EndpointSlices of " + site.place("Service", service),
        "until they list exactly the pods of " + to,
        () -> confirm(site.require(service)));
  }

  private Progress<Nothing> confirm(Service service) {
    String name = service.getMetadata().getName();
    Set<String> listed = Slices.read(site.api(), site.namespace(), name).readyNames();
    Set<String> ours =
        site.pods(site.base(service)).stream()
            .filter(pod -> Site.isOf(pod, to))
            .map(pod -> pod.getMetadata().getName())
            .collect(Collectors.toSet());
    int size = DeploymentReadiness.desired(site.requireDeployment(to));
    return ours.containsAll(listed) && listed.size() >= size
        ? Progress.done()
        : Progress.waiting("the slices of " + name + ", which list " + listed, SOON);
  }

  /** Counted from here again when another process goes on. */
  static Move linger(Duration drain, String deployments) {
    long[] end = {Long.MIN_VALUE};
    return Move.of(
        "WAIT",
        deployments,
        "serve on for " + drain.toSeconds() + " s, until nobody sends requests there any more",
        () -> {
          if (end[0] == Long.MIN_VALUE) {
            end[0] = System.nanoTime() + drain.toNanos();
          }
          long left = end[0] - System.nanoTime();
          return left <= 0
              ? Progress.done()
              : Progress.waiting(
                  "requests to end", Duration.ofNanos(Math.min(left, 1_000_000_000L)));
        });
  }

  Move empty(String from) {
    return Move.of(
        "PATCH",
        site.place("Deployment", from),
        "scale it to zero, and wait until its pods have ended",
        () -> site.deployment(from).map(this::empty).orElseGet(Progress::done));
  }

  private Progress<Nothing> empty(Deployment from) {
    if (Site.selects(site.stable(), from)) {
      return Progress.failed(
          Fences.describe(from) + " is selected by " + stable() + " again; look who did that");
    }
    int before = DeploymentReadiness.desired(from);
    if (before > 0) {
      Progress<Nothing> scaled = scale(from, before, 0);
      return scaled instanceof Progress.Done<Nothing> ? undoIfSelected(from, before) : scaled;
    }
    return DeploymentReadiness.present(from) > 0 || hasPods(from)
        ? Progress.waiting("the pods of " + Fences.describe(from) + " to end", SOON)
        : Progress.done();
  }

  private boolean hasPods(Deployment from) {
    String name = from.getMetadata().getName();
    List<Pod> all = site.pods(site.base(site.stable()));
    return all.stream().anyMatch(pod -> Site.isOf(pod, name));
  }

  private Progress<Nothing> scale(Deployment deployment, int before, int replicas) {
    FencedPatch patch =
        FencedPatch.of(deployment)
            .test(before, "spec", "replicas")
            .set(replicas, "spec", "replicas");
    return site.patch(Deployment.class, deployment, patch);
  }

  /** No patch tests two objects: somebody may have moved traffic here just after the look. */
  private Progress<Nothing> undoIfSelected(Deployment from, int before) {
    if (!Site.selects(site.stable(), from)) {
      return Progress.waiting("the pods of " + Fences.describe(from) + " to end", SOON);
    }
    Progress<Nothing> unused = scale(from, 0, before);
    return Progress.failed(
        Fences.describe(from)
            + " was selected again in the moment it was scaled to zero, and has its "
            + before
            + " pods again; look who did that");
  }

  Move remove(String from) {
    return Move.of(
        "DELETE",
        site.place("Deployment", from),
        "it is not needed any more",
        () -> {
          site.deployment(from).ifPresent(site.api()::delete);
          return site.deployment(from).isEmpty()
              ? Progress.done()
              : Progress.waiting(from + " to go", SOON);
        });
  }

  Move end() {
    return Move.of(
        "PATCH",
        stable(),
        "take away the note of what was under way",
        () -> {
          Service service = site.stable();
          return site.mark(service).isEmpty()
              ? Progress.done()
              : site.patch(
                  Service.class,
                  service,
                  FencedPatch.of(service)
                      .test(mark, "metadata", "annotations", Marks.ADOPTION)
                      .forget(Marks.ADOPTION));
        });
  }
}
