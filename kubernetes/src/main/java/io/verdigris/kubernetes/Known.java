package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The objects of one key, such as the slices of one Service, as a watch and the answers to requests
 * have told of them. Whichever comes first, what is older never takes the place of what is newer:
 * resource versions of one kind are ordered (KEP-5504, "Comparable Resource Version"). A server
 * whose versions are no numbers is read afresh each time.
 *
 * @param <T> their kind
 */
final class Known<T extends HasMetadata> {
  /**
   * For how long a watch is trusted beyond the last answer, or the last it has told of any object:
   * it tells all in order. A connection that is dead without anybody having said so costs that much
   * time.
   */
  static final Duration TRUST = Duration.ofSeconds(10);

  private static final long NEVER = -1;

  private final Function<T, Object> essence;
  private final Map<String, T> objects = new HashMap<>();
  private final Map<String, Told> told = new HashMap<>();
  private long complete = NEVER;
  private long gone = NEVER;
  private Instant answered = Instant.MIN;

  /** What those who wait have been told of an object, or have written themselves. */
  private record Told(long version, Object essence) {}

  /**
   * @param essence what of an object matters to those who wait
   */
  Known(Function<T, Object> essence) {
    this.essence = essence;
  }

  /** Takes what the watch tells; returns whether that is news to those who wait. */
  synchronized boolean heard(T object) {
    String uid = object.getMetadata().getUid();
    long version = version(object);
    Told before = told.get(uid);
    boolean old = before != null && isOrdered(version, before.version());
    boolean goneSince = !objects.containsKey(uid) && isOrdered(version, complete);
    if (old || goneSince) {
      return false;
    }
    Object now = essence.apply(object);
    boolean news = before == null ? !isKnown(object, now) : !now.equals(before.essence());
    keep(object);
    told.put(uid, new Told(version, now));
    return news;
  }

  /** Whoever waits has read it after the interest began, and before the watch told of it first. */
  private boolean isKnown(T object, Object now) {
    T there = objects.get(object.getMetadata().getUid());
    return there != null && now.equals(essence.apply(there));
  }

  /** Takes what the watch tells of an object's end. */
  synchronized void ended(T object) {
    String uid = object.getMetadata().getUid();
    objects.remove(uid);
    told.remove(uid);
    gone = Math.max(gone, version(object));
  }

  /** Takes what the server has answered to this process' own write: no news to its writer. */
  synchronized void written(T object) {
    keep(object);
    told.put(object.getMetadata().getUid(), new Told(version(object), essence.apply(object)));
  }

  /**
   * Takes all objects that there are, as the server has just answered.
   *
   * @param version the resource version of the answer; empty where it has none
   */
  synchronized void answered(List<T> all, String version, Instant now) {
    long at = number(version);
    if (at == NEVER || at < gone || at < complete) {
      return;
    }
    var uids = all.stream().map(o -> o.getMetadata().getUid()).collect(Collectors.toSet());
    objects.values().removeIf(o -> !uids.contains(o.getMetadata().getUid()) && version(o) <= at);
    all.forEach(this::keep);
    complete = at;
    answered = now;
  }

  /**
   * Returns all objects that there are, if that is known well enough.
   *
   * @param heard when the watch told last, of whatever object
   */
  synchronized Optional<List<T>> lately(Instant now, Instant heard) {
    return complete != NEVER && (isWithin(TRUST, answered, now) || isWithin(TRUST, heard, now))
        ? Optional.of(List.copyOf(objects.values()))
        : Optional.empty();
  }

  /** A clock that was set back tells nothing. */
  static boolean isWithin(Duration time, Instant then, Instant now) {
    return !now.isBefore(then) && now.isBefore(then.plus(time));
  }

  private void keep(T object) {
    objects.merge(
        object.getMetadata().getUid(),
        object,
        (there, now) -> version(now) < version(there) ? there : now);
  }

  /** Tells whether the first of two versions is known not to be newer. */
  private static boolean isOrdered(long version, long than) {
    return version != NEVER && than != NEVER && version <= than;
  }

  private static long version(HasMetadata object) {
    return number(object.getMetadata().getResourceVersion());
  }

  private static long number(String version) {
    return version != null && version.matches("\\d{1,18}") ? Long.parseLong(version) : NEVER;
  }
}
