package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One watch: writes each change of the objects it is about, one JSON text a line, until its time is
 * over, the client is gone, or the changes that it needs are forgotten.
 *
 * @param after the version after which it begins
 * @param first what is told as added before
 * @param bookmarks whether to tell the latest version now and then
 */
record Watching(
    Journal journal,
    Kind kind,
    String namespace,
    Predicate<JsonNode> selection,
    long after,
    List<ObjectNode> first,
    boolean initialEvents,
    boolean bookmarks,
    Duration limit) {

  private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(30);

  void writeTo(OutputStream out) throws IOException, InterruptedException {
    for (ObjectNode event : beginning()) {
      write(out, event);
    }
    out.flush();
    try {
      follow(out);
    } catch (Refusal e) {
      write(out, event("ERROR", e.status()));
    }
    out.flush();
  }

  /** Returns what is told before any change. */
  List<ObjectNode> beginning() {
    var events = new ArrayList<ObjectNode>();
    first.forEach(object -> events.add(event("ADDED", object)));
    if (initialEvents) {
      ObjectNode end = bookmark(after);
      Json.child(end, "metadata", "annotations").put("k8s.io/initial-events-end", "true");
      events.add(event("BOOKMARK", end));
    }
    return events;
  }

  private void follow(OutputStream out) throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    long seen = after;
    while (!journal.isClosed()) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative() || left.isZero()) {
        break;
      }
      Duration wait = left.compareTo(BOOKMARK_EVERY) < 0 ? left : BOOKMARK_EVERY;
      List<Change> changes = journal.after(seen, wait);
      for (Change change : changes) {
        seen = change.version();
        Optional<ObjectNode> event = event(change);
        if (event.isPresent()) {
          write(out, event.get());
        }
      }
      if (changes.isEmpty() && bookmarks) {
        write(out, event("BOOKMARK", bookmark(seen)));
      }
      out.flush();
    }
  }

  /** Returns what a change is to this watch; empty when it is of another object. */
  Optional<ObjectNode> event(Change change) {
    if (!change.kind().equals(kind)
        || !(namespace.isEmpty() || namespace.equals(Json.namespace(change.object())))) {
      return Optional.empty();
    }
    boolean before = change.before() != null && selection.test(change.before());
    boolean now = !change.deleted() && selection.test(change.object());
    if (now) {
      return Optional.of(event(before ? "MODIFIED" : "ADDED", change.object()));
    }
    return before ? Optional.of(event("DELETED", change.object())) : Optional.empty();
  }

  private ObjectNode bookmark(long version) {
    ObjectNode bookmark =
        Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
    Json.meta(bookmark).put("resourceVersion", Long.toString(version));
    return bookmark;
  }

  private static ObjectNode event(String type, ObjectNode object) {
    ObjectNode event = Json.object().put("type", type);
    event.set("object", object);
    return event;
  }

  private static void write(OutputStream out, ObjectNode event) throws IOException {
    out.write((Json.write(event) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the objects of a list that are selected. */
  static List<ObjectNode> selected(List<ObjectNode> objects, Predicate<JsonNode> selection) {
    var selected = new ArrayList<ObjectNode>();
    objects.stream().filter(selection).forEach(selected::add);
    return selected;
  }
}
