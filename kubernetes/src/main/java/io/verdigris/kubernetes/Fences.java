package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.VerdigrisException;
import io.verdigris.kubernetes.PatchResult.Applied;
import io.verdigris.kubernetes.PatchResult.NotFound;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.PermanentFailureException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads and moves the fences that objects carry. */
public final class Fences {
  private static final int TRIES = 8;

  private Fences() {}

  /** Returns the object's fence; 0 when it carries none. */
  public static long of(HasMetadata object) {
    String fence = annotation(object, Marks.FENCE);
    if (fence.isEmpty()) {
      return 0;
    }
    if (!fence.matches("\\d{1,18}")) {
      throw new ForeignChangeException(
          "annotation "
              + Marks.FENCE
              + " of "
              + describe(object)
              + " is \""
              + fence
              + "\", which is no number; remove the annotation once no rollout is under way");
    }
    return Long.parseLong(fence);
  }

  /**
   * Puts the fence on the object unless it is there already.
   *
   * @return the object as it is with the fence; empty when it is gone
   * @throws OwnershipLostException when it carries a higher one
   */
  public static <T extends HasMetadata> Optional<T> claim(
      ApiServer api, Class<T> type, T object, long fence) {
    T current = object;
    for (int i = 0; i < TRIES; i++) {
      long there = of(current);
      refuseHigher(current, fence);
      if (there == fence) {
        return Optional.of(current);
      }
      PatchResult<T> result = api.patch(type, current, stamp(current, there, fence));
      if (result instanceof Applied<T> applied) {
        return Optional.of(applied.object());
      }
      Optional<T> again =
          result instanceof NotFound<T>
              ? Optional.empty()
              : api.get(type, meta(current).getNamespace(), meta(current).getName());
      if (again.isEmpty()) {
        return again;
      }
      current = again.get();
    }
    throw new PermanentFailureException(
        describe(object) + " changes too quickly to be claimed; " + TRIES + " tries were refused");
  }

  /**
   * Patches an object behind the fence, which is put there first where it is not.
   *
   * @param change adds to the patch
   * @return the object as it is with the patch
   * @throws OwnershipLostException when a higher fence is there
   * @throws ForeignChangeException when the object is gone or its fence was taken
   * @throws PermanentFailureException when the server does not accept the result
   * @throws VerdigrisException when the guard refuses it, which may not have heard of the last
   *     switch yet
   */
  public static <T extends HasMetadata> T write(
      ApiServer api, Class<T> type, T object, long fence, Consumer<FencedPatch> change) {
    T claimed = claim(api, type, object, fence).orElseThrow(() -> gone(object));
    FencedPatch patch = FencedPatch.fenced(claimed, fence);
    change.accept(patch);
    PatchResult<T> result = api.patch(type, claimed, patch);
    if (result instanceof Applied<T> applied) {
      return applied.object();
    }
    T now =
        api.get(type, meta(claimed).getNamespace(), meta(claimed).getName())
            .filter(o -> meta(o).getUid().equals(meta(claimed).getUid()))
            .orElseThrow(() -> gone(claimed));
    refuseHigher(now, fence);
    if (result.toString().contains(GuardPolicy.REFUSAL)) {
      throw new VerdigrisException(describe(now) + " was not changed: " + result);
    }
    throw of(now) == fence
        ? new PermanentFailureException(describe(now) + " was not changed: " + result)
        : new ForeignChangeException(
            "somebody took annotation " + Marks.FENCE + " from " + describe(now));
  }

  private static ForeignChangeException gone(HasMetadata object) {
    return new ForeignChangeException("somebody deleted " + describe(object));
  }

  private static FencedPatch stamp(HasMetadata object, long there, long fence) {
    FencedPatch patch =
        there > 0
            ? FencedPatch.fenced(object, there)
            : FencedPatch.of(object)
                .test(meta(object).getResourceVersion(), "metadata", "resourceVersion");
    return patch.annotate(Marks.FENCE, Long.toString(fence));
  }

  /**
   * Checks that nobody has taken the object over.
   *
   * @throws OwnershipLostException when it carries a higher fence
   */
  public static void refuseHigher(HasMetadata object, long fence) {
    if (of(object) > fence) {
      throw new OwnershipLostException(
          describe(object)
              + " carries fence "
              + of(object)
              + ", ours is "
              + fence
              + ": another process has taken the application over");
    }
  }

  /** Returns an annotation's value; empty when it is not there. */
  public static String annotation(HasMetadata object, String key) {
    Map<String, String> annotations = meta(object).getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(key, "");
  }

  /** Returns a label's value; empty when it is not there. */
  public static String label(HasMetadata object, String key) {
    Map<String, String> labels = meta(object).getLabels();
    return labels == null ? "" : labels.getOrDefault(key, "");
  }

  /** Returns the object's kind, namespace and name, for messages. */
  public static String describe(HasMetadata object) {
    return HasMetadata.getKind(object.getClass())
        + " "
        + meta(object).getNamespace()
        + "/"
        + meta(object).getName();
  }

  private static io.fabric8.kubernetes.api.model.ObjectMeta meta(HasMetadata object) {
    return object.getMetadata();
  }
}
