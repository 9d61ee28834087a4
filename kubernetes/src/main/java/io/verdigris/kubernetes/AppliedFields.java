package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds who declares fields by server-side apply and so would set them back at any time. */
public final class AppliedFields {
  private AppliedFields() {}

  /**
   * Returns the field manager that applies one of a spec's fields; empty when there is none.
   *
   * @param fields names of fields below {@code spec}
   */
  public static Optional<String> manager(HasMetadata object, String... fields) {
    return manager(object, entry -> field(entry, "f:spec"), fields);
  }

  /** Returns the field manager that applies one of these annotations; empty when there is none. */
  public static Optional<String> annotations(HasMetadata object, String... keys) {
    return manager(
        object,
        entry ->
            field(entry, "f:metadata").get("f:annotations") instanceof Map<?, ?> there
                ? there
                : Map.of(),
        keys);
  }

  private static Optional<String> manager(
      HasMetadata object, Function<ManagedFieldsEntry, Map<?, ?>> parent, String... fields) {
    List<ManagedFieldsEntry> entries = object.getMetadata().getManagedFields();
    return Optional.ofNullable(entries).orElse(List.of()).stream()
        .filter(ManagedFields::isApplied)
        .filter(e -> Stream.of(fields).anyMatch(f -> parent.apply(e).containsKey("f:" + f)))
        .map(ManagedFieldsEntry::getManager)
        .findFirst();
  }

  private static Map<?, ?> field(ManagedFieldsEntry entry, String name) {
    return entry.getFieldsV1().getAdditionalProperties().get(name) instanceof Map<?, ?> there
        ? there
        : Map.of();
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
