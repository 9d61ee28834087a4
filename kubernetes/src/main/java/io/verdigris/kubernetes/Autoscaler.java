package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler;
import io.verdigris.Colour;
import io.verdigris.Extension;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Has the HorizontalPodAutoscaler of an application size the colour that serves. Its id is {@value
 * #ID}; it has no settings of its own.
 *
 * <p>The autoscaler names one Deployment. Until traffic has moved that is the old colour's, which
 * the new one follows in size. After that it is the new colour's: a patch of {@code
 * spec.scaleTargetRef.name} comes after CONFIRM. From then on the old colour keeps the size that it
 * had at the switch, for nothing sizes it any more, so that the way back does not find it shrunk
 * for want of requests. On the way back the old colour is first given the size that the new one has
 * by then, and the autoscaler names it again. An autoscaler of a Deployment that has no pods does
 * nothing, as Kubernetes defines it.
 */
public final class Autoscaler implements PhaseHook {
  /** The hook's id. */
  public static final String ID = "autoscaler";

  private static final List<Permission> RIGHTS =
      Stream.of("list", "patch", "get")
          .map(verb -> new Permission("autoscaling", "horizontalpodautoscalers", verb))
          .toList();

  private final ClusterAccess cluster;

  Autoscaler(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /** Returns the extension that has autoscalers follow the traffic. */
  public static Extension follows() {
    return Extension.of(
        Extension.Kind.HOOK, ID, Map.of("phase", Phase.CONFIRM.name(), "moment", "after"));
  }

  /** Tells whether a rollout has its autoscalers follow. */
  static boolean isFollowing(RolloutSpec spec) {
    return spec.extensions(Extension.Kind.HOOK).stream().anyMatch(e -> e.id().equals(ID));
  }

  @Override
  public Progress<HookResult> call(HookRequest request) {
    Layout layout = Layout.require(cluster, request.context().application());
    Colour to =
        request.environment().orElseThrow(() -> new IllegalStateException("no colour")).colour();
    int changed = point(layout, to, request.context().fence());
    String target = layout.deploymentName(to);
    return Progress.done(
        new HookResult(
            changed == 0
                ? "no HorizontalPodAutoscaler was to be changed"
                : "the HorizontalPodAutoscaler sizes " + target));
  }

  private int point(Layout layout, Colour to, long fence) {
    return autoscalers(layout).point(names(layout), layout.deploymentName(to), fence);
  }

  private Autoscalers autoscalers(Layout layout) {
    return new Autoscalers(cluster.api(), layout.application().namespace());
  }

  private static Set<String> names(Layout layout) {
    var names = new TreeSet<String>();
    Stream.of(Colour.values()).map(layout::deploymentName).forEach(names::add);
    return names;
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> settings) {
    String namespace = spec.application().namespace();
    var findings = new ArrayList<>(new AccessCheck(cluster.api(), namespace).missing(RIGHTS));
    checkMoment(settings, findings::add);
    var notes = new ArrayList<String>();
    if (findings.isEmpty()) {
      Optional<Layout> layout = Layout.read(cluster, spec.application());
      layout.ifPresent(l -> check(l, findings, notes));
    }
    return new Admission(findings, calls(namespace), RIGHTS, notes, 0);
  }

  /** At another moment it would have the idle colour sized by its lack of requests. */
  private static void checkMoment(Map<String, String> settings, Consumer<Finding> findings) {
    String phase = settings.getOrDefault("phase", "");
    String moment = settings.getOrDefault("moment", "after");
    if (!phase.equalsIgnoreCase(Phase.CONFIRM.name()) || !moment.equals("after")) {
      findings.accept(
          new Finding(
              "hook " + ID,
              moment + " " + phase,
              "autoscalers follow once traffic has moved, and not at another moment",
              "use Autoscaler.follows(), which says after CONFIRM"));
    }
  }

  private void check(Layout layout, List<Finding> findings, List<String> notes) {
    List<HorizontalPodAutoscaler> all = autoscalers(layout).of(names(layout));
    if (all.size() != 1) {
      findings.add(
          new Finding(
              "hook " + ID,
              all.stream().map(a -> a.getMetadata().getName()).sorted().toList().toString(),
              "one HorizontalPodAutoscaler must name one of the Deployments " + names(layout),
              all.isEmpty() ? "leave the hook out" : "delete all but one"));
    }
    for (HorizontalPodAutoscaler autoscaler : all) {
      if (!Autoscalers.keda(autoscaler).isEmpty()) {
        findings.add(
            new Finding(
                Fences.describe(autoscaler),
                Autoscalers.keda(autoscaler),
                "is kept by that ScaledObject of KEDA, which would set back what it sizes",
                "leave the hook out, and have the ScaledObject name the live Deployment yourself"));
      }
      String live = Autoscalers.target(autoscaler);
      GitOps.note(autoscaler, patch -> Autoscalers.redirect(patch, live, live))
          .ifPresent(notes::add);
    }
  }

  private static List<PlannedCall> calls(String namespace) {
    String all = "HorizontalPodAutoscaler " + namespace + "/*";
    return List.of(
        new PlannedCall(Phase.CONFIRM, "LIST", all, "find the one that sizes the old colour"),
        new PlannedCall(
            Phase.CONFIRM, "PATCH", all, "have it size the new colour; first its fence"),
        new PlannedCall(
            Phase.ROLL_BACK, "LIST, PATCH", all, "on the way back only: the old one again"));
  }
}
