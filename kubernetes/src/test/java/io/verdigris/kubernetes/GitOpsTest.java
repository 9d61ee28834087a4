package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GitOpsTest {
  private static final String PATH = "/spec/defaultBackend/service/name";

  private static Optional<String> note(Consumer<ObjectMeta> marks) {
    Ingress ingress =
        new IngressBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("web")
            .withUid("1")
            .endMetadata()
            .build();
    marks.accept(ingress.getMetadata());
    return GitOps.note(
        ingress,
        patch ->
            patch
                .test("web-blue", "spec", "defaultBackend", "service", "name")
                .set("web-green", "spec", "defaultBackend", "service", "name"));
  }

  @Test
  void nobody_keeps_what_bears_no_marks() {
    assertThat(note(meta -> {})).isEmpty();
    assertThat(note(meta -> meta.setLabels(Map.of("app.kubernetes.io/instance", "shop"))))
        .as("charts set it, whoever applies them")
        .isEmpty();
  }

  @Test
  void argo_cd_is_known_by_its_tracking_id_its_label_and_its_field_manager() {
    assertThat(
            note(
                meta ->
                    meta.setAnnotations(
                        Map.of(
                            "argocd.argoproj.io/tracking-id",
                            "storefront:networking.k8s.io/Ingress:shop/web"))))
        .hasValueSatisfying(
            note ->
                assertThat(note)
                    .startsWith("Ingress shop/web belongs to the Argo CD application storefront,")
                    .contains("set back " + PATH + ";")
                    .contains("group \"networking.k8s.io\", kind Ingress and name web")
                    .contains("RespectIgnoreDifferences=true"));
    assertThat(note(meta -> meta.setLabels(Map.of("argocd.argoproj.io/instance", "storefront"))))
        .hasValueSatisfying(note -> assertThat(note).contains("application storefront,"));
    assertThat(
            note(
                meta -> {
                  meta.setLabels(Map.of("app.kubernetes.io/instance", "storefront"));
                  meta.setManagedFields(
                      new IngressBuilder()
                          .withNewMetadata()
                          .addNewManagedField()
                          .withManager("argocd-controller")
                          .endManagedField()
                          .endMetadata()
                          .build()
                          .getMetadata()
                          .getManagedFields());
                }))
        .hasValueSatisfying(note -> assertThat(note).contains("application storefront,"));
  }

  @Test
  void flux_is_known_by_the_labels_of_its_two_controllers() {
    assertThat(note(meta -> meta.setLabels(Map.of("kustomize.toolkit.fluxcd.io/name", "apps"))))
        .hasValueSatisfying(
            note ->
                assertThat(note).contains("Flux Kustomization apps", PATH, "ssa: IfNotPresent"));
    assertThat(
            note(
                meta -> {
                  meta.setLabels(Map.of("helm.toolkit.fluxcd.io/name", "web"));
                  meta.setAnnotations(Map.of("meta.helm.sh/release-name", "web"));
                }))
        .hasValueSatisfying(
            note ->
                assertThat(note)
                    .contains("Flux HelmRelease web", PATH, "spec.driftDetection.ignore"));
  }

  @Test
  void helm_is_known_by_its_release() {
    assertThat(note(meta -> meta.setAnnotations(Map.of("meta.helm.sh/release-name", "web"))))
        .hasValueSatisfying(
            note -> assertThat(note).contains("Helm release web", "next upgrade", PATH));
  }
}
