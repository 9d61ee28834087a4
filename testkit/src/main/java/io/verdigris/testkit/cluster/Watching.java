package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    for (ObjectNode object : first) {
      write(out, "ADDED", object);
    }
    if (initialEvents) {
      ObjectNode end = bookmark(after);
      Json.child(end, "metadata", "annotations").put("k8s.io/initial-events-end", "true");
      write(out, "BOOKMARK", end);
    }
    out.flush();
    try {
      follow(out);
    } catch (Refusal e) {
      write(out, "ERROR", e.status());
    }
    out.flush();
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
        tell(out, change);
      }
      if (changes.isEmpty() && bookmarks) {
        write(out, "BOOKMARK", bookmark(seen));
      }
      out.flush();
    }
  }

  private void tell(OutputStream out, Change change) throws IOException {
    if (!change.kind().equals(kind)
        || !(namespace.isEmpty() || namespace.equals(Json.namespace(change.object())))) {
      return;
    }
    boolean before = change.before() != null && selection.test(change.before());
    boolean now = !change.deleted() && selection.test(change.object());
    if (now) {
      write(out, before ? "MODIFIED" : "ADDED", change.object());
    } else if (before) {
      write(out, "DELETED", change.object());
    }
  }

  private ObjectNode bookmark(long version) {
    ObjectNode bookmark =
        Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
    Json.meta(bookmark).put("resourceVersion", Long.toString(version));
    return bookmark;
  }

  private static void write(OutputStream out, String type, ObjectNode object) throws IOException {
    ObjectNode event = Json.object().put("type", type);
    event.set("object", object);
    out.write((Json.write(event) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the objects of a list that are selected. */
  static List<ObjectNode> selected(List<ObjectNode> objects, Predicate<JsonNode> selection) {
    var selected = new ArrayList<ObjectNode>();
    objects.stream().filter(selection).forEach(selected::add);
    return selected;
  }
}
