package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Collects one JSON patch that has an effect only on the very object that was read and only while
 * the fence is ours. A patch is applied as a whole or not at all.
 */
public final class FencedPatch {
  private final HasMetadata object;
  private final List<Map<String, Object>> operations = new ArrayList<>();

  private FencedPatch(HasMetadata object) {
    this.object = object;
    test(object.getMetadata().getUid(), "metadata", "uid");
  }

  /** Starts a patch that tests nothing but that the object is the same one. */
  public static FencedPatch of(HasMetadata object) {
    return new FencedPatch(object);
  }

  /** Starts a patch that also tests the fence, which a claim has put there. */
  public static FencedPatch fenced(HasMetadata object, long fence) {
    return of(object).test(Long.toString(fence), "metadata", "annotations", Marks.FENCE);
  }

  /** Tests that a value is there. */
  public FencedPatch test(Object value, String... path) {
    return operation("test", value, path);
  }

  /** Sets a value, whether there was one or not; its parent must be there. */
  public FencedPatch set(Object value, String... path) {
    return operation("add", value, path);
  }

  /** Takes a value away, which must be there. */
  public FencedPatch remove(String... path) {
    operations.add(Map.of("op", "remove", "path", pointer(path)));
    return this;
  }

  /** Sets an annotation. */
  public FencedPatch annotate(String key, String value) {
    return mark("annotations", object.getMetadata().getAnnotations(), key, value);
  }

  /** Takes an annotation away that is there; does nothing when it is not. */
  public FencedPatch forget(String key) {
    Map<String, String> there = object.getMetadata().getAnnotations();
    if (there != null && there.containsKey(key)) {
      remove("metadata", "annotations", key);
    }
    return this;
  }

  /** Sets a label. */
  public FencedPatch label(String key, String value) {
    return mark("labels", object.getMetadata().getLabels(), key, value);
  }

  private FencedPatch mark(String kind, Map<String, String> there, String key, String value) {
    boolean none = there == null || there.isEmpty();
    boolean begun =
        operations.stream().anyMatch(o -> pointer("metadata", kind).equals(o.get("path")));
    if (none && !begun) {
      set(Map.of(), "metadata", kind);
    }
    return set(value, "metadata", kind, key);
  }

  private FencedPatch operation(String op, Object value, String... path) {
    operations.add(Map.of("op", op, "path", pointer(path), "value", value));
    return this;
  }

  private static String pointer(String... path) {
    var pointer = new StringBuilder();
    for (String segment : path) {
      pointer.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }

  /** Returns the operations in order, ready to be written as JSON. */
  public List<Map<String, Object>> operations() {
    return List.copyOf(operations);
  }
}
