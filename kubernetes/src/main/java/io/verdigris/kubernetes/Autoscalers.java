package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler;
import java.util.Collection;
import java.util.List;

/**
 * The HorizontalPodAutoscalers that size the Deployments of an application.
 *
 * @param api how they are read
 * @param namespace the application's namespace
 */
public record Autoscalers(ApiServer api, String namespace) {
  private static final String KEDA = "scaledobject.keda.sh/name";

  /** Reads those that size one of these Deployments. */
  public List<HorizontalPodAutoscaler> of(Collection<String> deployments) {
    return api.list(
        HorizontalPodAutoscaler.class,
        namespace,
        "",
        a ->
            "Deployment".equals(a.getSpec().getScaleTargetRef().getKind())
                && deployments.contains(target(a)));
  }

  /** Returns the name of the Deployment that is sized. */
  public static String target(HorizontalPodAutoscaler autoscaler) {
    return autoscaler.getSpec().getScaleTargetRef().getName();
  }

  /** Returns the name of the KEDA object that keeps it; empty when none does. */
  static String keda(HorizontalPodAutoscaler autoscaler) {
    return Fences.label(autoscaler, KEDA);
  }

  /** Has those that size one of the Deployments size this one; how many were changed. */
  int point(Collection<String> deployments, String to, long fence) {
    List<HorizontalPodAutoscaler> elsewhere =
        of(deployments).stream().filter(a -> !target(a).equals(to)).toList();
    for (HorizontalPodAutoscaler autoscaler : elsewhere) {
      String before = target(autoscaler);
      HorizontalPodAutoscaler unused =
          Fences.write(
              api,
              HorizontalPodAutoscaler.class,
              autoscaler,
              fence,
              patch -> redirect(patch, before, to));
    }
    return elsewhere.size();
  }

  /** Adds to a patch that another Deployment is sized. */
  public static FencedPatch redirect(FencedPatch patch, String from, String to) {
    return patch
        .test(from, "spec", "scaleTargetRef", "name")
        .set(to, "spec", "scaleTargetRef", "name");
  }
}
