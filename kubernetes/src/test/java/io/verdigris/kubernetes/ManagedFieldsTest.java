package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManagedFieldsTest {
  private static ManagedFieldsEntry entry(String manager, String operation) {
    var fields = new FieldsV1();
    fields.setAdditionalProperty("f:spec", Map.of("f:selector", Map.of()));
    return new ManagedFieldsEntryBuilder()
        .withManager(manager)
        .withOperation(operation)
        .withFieldsV1(fields)
        .build();
  }

  @Test
  void who_has_written_and_what_was_applied_is_all_that_is_kept() {
    Service service =
        new ServiceBuilder()
            .withNewMetadata()
            .withManagedFields(entry("argocd-controller", "Update"), entry("kubectl", "Apply"))
            .endMetadata()
            .build();

    List<ManagedFieldsEntry> kept = ManagedFields.trimmed(service).getMetadata().getManagedFields();

    assertThat(kept)
        .extracting(ManagedFieldsEntry::getManager)
        .containsExactly("argocd-controller", "kubectl");
    assertThat(kept.get(0).getFieldsV1()).isNull();
    assertThat(AppliedFields.manager(service, "selector")).contains("kubectl");
  }

  @Test
  void an_object_without_any_is_left_as_it_is() {
    Service service = new ServiceBuilder().withNewMetadata().endMetadata().build();
    assertThat(ManagedFields.trimmed(service)).isSameAs(service);
    assertThat(service.getMetadata().getManagedFields()).isNullOrEmpty();
  }
}
