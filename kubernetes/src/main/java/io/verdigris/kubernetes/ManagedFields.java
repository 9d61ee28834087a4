package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;

/**
 * Leaves of an object's managed fields what {@link AppliedFields} and {@link GitOps} ask for: who
 * has written, and which fields were applied. Which ones were updated, by controllers or by this
 * library, takes more room than the rest of most objects. An object that was trimmed must not
 * replace the one that is there: the server would take its managed fields for those that are meant.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management">Field
 *     management</a>
 */
final class ManagedFields {
  private static final String APPLIED = "Apply";

  private ManagedFields() {}

  static boolean isApplied(ManagedFieldsEntry entry) {
    return APPLIED.equals(entry.getOperation()) && entry.getFieldsV1() != null;
  }

  static <T extends HasMetadata> T trimmed(T object) {
    var entries = object.getMetadata().getManagedFields();
    if (entries != null) {
      entries.stream().filter(entry -> !isApplied(entry)).forEach(e -> e.setFieldsV1(null));
    }
    return object;
  }
}
