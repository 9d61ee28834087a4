package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Recognises objects that a tool keeps as a repository or a chart says: it would set back what a
 * switch changes, and take traffic back by that. What it wrote last tells nothing about when it
 * writes again, so this refuses no rollout.
 */
public final class GitOps {
  private static final String ARGO_ID = "argocd.argoproj.io/tracking-id";
  private static final String ARGO_LABEL = "argocd.argoproj.io/instance";
  private static final String ARGO_MANAGER = "argocd-controller";
  private static final String INSTANCE = "app.kubernetes.io/instance";
  private static final String KUSTOMIZATION = "kustomize.toolkit.fluxcd.io/name";
  private static final String HELM_RELEASE = "helm.toolkit.fluxcd.io/name";
  private static final String RELEASE = "meta.helm.sh/release-name";

  private GitOps() {}

  /**
   * Says who keeps the object, what would be set back and what to do about it; empty when nobody is
   * known to.
   *
   * @param switched adds to a patch what a switch changes
   */
  public static Optional<String> note(HasMetadata object, Consumer<FencedPatch> switched) {
    FencedPatch patch = FencedPatch.of(object);
    switched.accept(patch);
    String paths = String.join(", ", changed(patch));
    return argo(object, paths).or(() -> flux(object, paths)).or(() -> helm(object, paths));
  }

  private static List<String> changed(FencedPatch patch) {
    return patch.operations().stream()
        .filter(operation -> !"test".equals(operation.get("op")))
        .map(operation -> String.valueOf(operation.get("path")))
        .distinct()
        .toList();
  }

  /** The tracking id begins with the application's name, as in {@code shop:apps/Deployment:…}. */
  private static Optional<String> argo(HasMetadata object, String paths) {
    String id = Fences.annotation(object, ARGO_ID).split(":", 2)[0];
    String label = Fences.label(object, ARGO_LABEL);
    String name = !id.isEmpty() ? id : !label.isEmpty() ? label : Fences.label(object, INSTANCE);
    return id.isEmpty() && label.isEmpty() && !isManager(object, ARGO_MANAGER)
        ? Optional.empty()
        : Optional.of(
            Fences.describe(object)
                + " belongs to the Argo CD application "
                + name
                + ", whose next sync, with self-heal at once, would set back "
                + paths
                + "; list these as jsonPointers under spec.ignoreDifferences of the application,"
                + " for group \""
                + HasMetadata.getGroup(object.getClass())
                + "\", kind "
                + HasMetadata.getKind(object.getClass())
                + " and name "
                + object.getMetadata().getName()
                + ", and add RespectIgnoreDifferences=true to its syncOptions");
  }

  private static Optional<String> flux(HasMetadata object, String paths) {
    String kustomization = Fences.label(object, KUSTOMIZATION);
    String release = Fences.label(object, HELM_RELEASE);
    if (!kustomization.isEmpty()) {
      return Optional.of(
          Fences.describe(object)
              + " belongs to the Flux Kustomization "
              + kustomization
              + ", which would set back "
              + paths
              + " at its next reconciliation; annotate its manifest with"
              + " kustomize.toolkit.fluxcd.io/ssa: IfNotPresent, so that it is made but not changed"
              + " again");
    }
    return release.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Fences.describe(object)
                + " belongs to the Flux HelmRelease "
                + release
                + ", whose next upgrade, or correction of drift, would set back "
                + paths
                + "; list these as paths under spec.driftDetection.ignore, and let its values name"
                + " the live colour before an upgrade");
  }

  private static Optional<String> helm(HasMetadata object, String paths) {
    String release = Fences.annotation(object, RELEASE);
    return release.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Fences.describe(object)
                + " belongs to the Helm release "
                + release
                + ", whose next upgrade would set back "
                + paths
                + "; let its values name the live colour before an upgrade, or take the object out"
                + " of the chart");
  }

  private static boolean isManager(HasMetadata object, String name) {
    List<ManagedFieldsEntry> entries = object.getMetadata().getManagedFields();
    return entries != null && entries.stream().anyMatch(e -> name.equals(e.getManager()));
  }
}
