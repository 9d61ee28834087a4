package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.ManagedFields.Entry;
import io.verdigris.testkit.cluster.Refusal.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes an object have the fields that a manager declares, and takes away those that it declared
 * before and no longer does.
 *
 * @param force whether to take fields that other managers have set otherwise
 */
record ServerSideApply(ObjectNode declared, String manager, String subresource, boolean force)
    implements Ownership {

  private static final String APPLY = "Apply";

  /**
   * Returns the object as it is with the declared fields.
   *
   * @throws Refusal 409 that names the other managers and their fields
   */
  ObjectNode edit(ObjectNode live) {
    List<Map.Entry<Entry, List<String>>> conflicts = conflicts(new ManagedFields(live), live);
    if (!conflicts.isEmpty() && !force) {
      throw refusal(conflicts, Json.text(live, "apiVersion"));
    }
    ObjectNode merged = live.deepCopy();
    merge(wanted(), merged, List.of());
    dropped(live).forEach(path -> remove(merged, path));
    return merged;
  }

  /** Returns what is declared but for what says only which object it is. */
  ObjectNode wanted() {
    ObjectNode wanted = declared.deepCopy();
    ObjectNode meta = Json.object();
    for (String part : List.of("labels", "annotations", "finalizers", "ownerReferences")) {
      Json.carry(part, Json.meta(declared), meta);
    }
    wanted.set("metadata", meta);
    return wanted;
  }

  @Override
  public void note(@Nullable ObjectNode before, ObjectNode after) {
    var fields = new ManagedFields(before == null ? Json.object() : before);
    if (before != null) {
      conflicts(fields, before).forEach(c -> c.getKey().paths.remove(c.getValue()));
    }
    fields.entry(manager, APPLY, subresource).set(owned(), true);
    fields.writeTo(after);
  }

  private Set<List<String>> owned() {
    return FieldSet.of(wanted()).values().keySet().stream()
        .filter(path -> !FieldSet.isItself(path) || isItem(path))
        .collect(Collectors.toSet());
  }

  private static boolean isItem(List<String> path) {
    return path.size() > 1 && path.get(path.size() - 2).startsWith("k:");
  }

  private List<Map.Entry<Entry, List<String>>> conflicts(ManagedFields fields, ObjectNode live) {
    List<List<String>> different =
        FieldSet.of(wanted()).differingFrom(FieldSet.of(live)).stream()
            .filter(path -> !FieldSet.isItself(path))
            .toList();
    return fields.entries().stream()
        .filter(entry -> !entry.is(manager, APPLY, subresource))
        .flatMap(e -> different.stream().filter(e.paths::contains).map(p -> Map.entry(e, p)))
        .toList();
  }

  private static Refusal refusal(
      List<Map.Entry<Entry, List<String>>> conflicts, String apiVersion) {
    var problems = new ArrayList<Problem>();
    Map<String, List<String>> byManager =
        conflicts.stream()
            .collect(
                Collectors.groupingBy(
                    c -> "\"" + c.getKey().manager + "\" using " + apiVersion,
                    Collectors.mapping(c -> FieldSet.told(c.getValue()), Collectors.toList())));
    byManager.forEach(
        (who, fields) ->
            fields.forEach(
                f -> problems.add(new Problem("FieldManagerConflict", f, "conflict with " + who))));
    String told =
        byManager.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> told(e.getKey(), e.getValue()))
            .collect(Collectors.joining("\n"));
    int count = problems.size();
    return Refusal.managers(
        "Apply failed with " + count + (count == 1 ? " conflict: " : " conflicts: ") + told,
        problems);
  }

  private static String told(String who, List<String> fields) {
    return fields.size() == 1
        ? "conflict with " + who + ": " + fields.get(0)
        : "conflicts with " + who + ":\n- " + String.join("\n- ", fields);
  }

  private static void merge(ObjectNode wanted, ObjectNode target, List<String> path) {
    wanted.forEachEntry(
        (name, value) -> {
          List<String> at = below(path, name);
          if (value instanceof ObjectNode fields && !ListShape.isAtomic(at)) {
            merge(fields, Json.child(target, name), at);
          } else if (value instanceof ArrayNode items && !ListShape.keys(at).isEmpty()) {
            mergeItems(items, target.withArrayProperty(name), at);
          } else {
            target.set(name, value.deepCopy());
          }
        });
  }

  private static void mergeItems(ArrayNode items, ArrayNode target, List<String> path) {
    List<String> keys = ListShape.keys(path);
    for (JsonNode item : items) {
      String id = ListShape.segment(keys, item);
      ObjectNode there =
          target.values().stream()
              .filter(t -> ListShape.segment(keys, t).equals(id))
              .map(ObjectNode.class::cast)
              .findFirst()
              .orElseGet(target::addObject);
      merge((ObjectNode) item, there, path);
    }
  }

  /** What the manager had declared, does no more, and nobody else owns; the deepest first. */
  private List<List<String>> dropped(ObjectNode live) {
    var fields = new ManagedFields(live);
    Set<List<String>> now = owned();
    return fields
        .find(manager, APPLY, subresource)
        .map(entry -> entry.paths.stream())
        .orElseGet(java.util.stream.Stream::of)
        .filter(path -> !now.contains(path))
        .filter(path -> fields.entries().stream().noneMatch(e -> isOthers(e, path)))
        .sorted(Comparator.comparing((List<String> path) -> path.size()).reversed())
        .toList();
  }

  private boolean isOthers(Entry entry, List<String> path) {
    return !entry.is(manager, APPLY, subresource) && entry.paths.contains(path);
  }

  private static void remove(ObjectNode object, List<String> path) {
    boolean item = FieldSet.isItself(path);
    List<String> target = item ? path.subList(0, path.size() - 1) : path;
    JsonNode parent = object;
    List<String> names = new ArrayList<>();
    for (String segment : target.subList(0, target.size() - 1)) {
      parent = step(parent, segment, names);
    }
    String last = target.get(target.size() - 1);
    if (parent instanceof ObjectNode fields && last.startsWith("f:")) {
      fields.remove(last.substring(2));
    } else if (parent instanceof ArrayNode items) {
      items.removeIf(i -> ListShape.segment(ListShape.keys(names), i).equals(last));
    }
  }

  private static JsonNode step(JsonNode parent, String segment, List<String> names) {
    if (segment.startsWith("f:")) {
      names.add(segment.substring(2));
      return parent.path(segment.substring(2));
    }
    for (JsonNode item : parent) {
      if (ListShape.segment(ListShape.keys(names), item).equals(segment)) {
        return item;
      }
    }
    return tools.jackson.databind.node.MissingNode.getInstance();
  }

  private static List<String> below(List<String> path, String name) {
    var below = new ArrayList<>(path);
    below.add(name);
    return below;
  }
}
