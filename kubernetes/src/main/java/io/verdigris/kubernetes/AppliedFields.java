package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds who declares fields by server-side apply and so would set them back at any time. */
public final class AppliedFields {
  private AppliedFields() {}

  /**
   * Returns the field manager that applies one of a spec's fields; empty when there is none.
   *
   * @param fields names of fields below {@code spec}
   */
  public static Optional<String> manager(HasMetadata object, String... fields) {
    List<ManagedFieldsEntry> entries = object.getMetadata().getManagedFields();
    return Optional.ofNullable(entries).orElse(List.of()).stream()
        .filter(e -> "Apply".equals(e.getOperation()))
        .filter(e -> owns(e, fields))
        .map(ManagedFieldsEntry::getManager)
        .findFirst();
  }

  private static boolean owns(ManagedFieldsEntry entry, String... fields) {
    return entry.getFieldsV1() != null
        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
        && List.of(fields).stream().anyMatch(f -> spec.containsKey("f:" + f));
  }

  /** Returns what {@code kubectl apply} applied last; empty when it did not, or cannot be read. */
  public static <T extends HasMetadata> Optional<T> last(ApiServer api, T object) {
    String text = Fences.annotation(object, "kubectl.kubernetes.io/last-applied-configuration");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(api.read(text, object));
    } catch (RuntimeException e) {
      // what a person may have written there is no reason to stop
      return Optional.empty();
    }
  }
}
