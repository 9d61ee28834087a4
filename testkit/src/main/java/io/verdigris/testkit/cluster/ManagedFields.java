package io.verdigris.testkit.cluster;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who has set which fields of an object: what {@code metadata.managedFields} says. */
final class ManagedFields {
  private final List<Entry> entries = new ArrayList<>();

  /** One manager's fields. */
  static final class Entry {
    final String manager;
    final String operation;
    final String subresource;
    final Set<List<String>> paths = new LinkedHashSet<>();
    private String time;
    private String apiVersion;

    Entry(String manager, String operation, String subresource) {
      this.manager = manager;
      this.operation = operation;
      this.subresource = subresource;
      this.time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      this.apiVersion = "";
    }

    String apiVersion() {
      return apiVersion;
    }

    boolean is(String name, String how, String part) {
      return manager.equals(name) && operation.equals(how) && subresource.equals(part);
    }

    void set(Collection<List<String>> fields, boolean only) {
      boolean same = only ? paths.equals(Set.copyOf(fields)) : paths.containsAll(fields);
      if (!same) {
        if (only) {
          paths.clear();
        }
        paths.addAll(fields);
        time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      }
    }
  }

  ManagedFields(ObjectNode object) {
    for (JsonNode written : Json.at(object, "metadata", "managedFields")) {
      var entry =
          new Entry(
              Json.text(written, "manager"),
              Json.text(written, "operation"),
              Json.text(written, "subresource"));
      entry.time = Json.text(written, "time");
      entry.apiVersion = Json.text(written, "apiVersion");
      entry.paths.addAll(FieldSet.read(written.path("fieldsV1")));
      entries.add(entry);
    }
  }

  List<Entry> entries() {
    return entries;
  }

  Optional<Entry> find(String manager, String operation, String subresource) {
    return entries.stream().filter(e -> e.is(manager, operation, subresource)).findFirst();
  }

  Entry entry(String manager, String operation, String subresource) {
    return find(manager, operation, subresource)
        .orElseGet(
            () -> {
              var entry = new Entry(manager, operation, subresource);
              entries.add(operation.equals("Apply") ? 0 : entries.size(), entry);
              return entry;
            });
  }

  /** Gives what differs to a manager that updates; nobody else owns it from now on. */
  void changed(String manager, String subresource, @Nullable ObjectNode before, ObjectNode after) {
    FieldSet now = FieldSet.of(after);
    FieldSet then = FieldSet.of(before == null ? Json.object() : before);
    List<List<String>> changed =
        now.differingFrom(then).stream()
            .filter(path -> !subresource.isEmpty() || !path.get(0).equals("f:status"))
            .toList();
    if (changed.isEmpty()) {
      return;
    }
    List<List<String>> fields = changed.stream().filter(p -> !FieldSet.isItself(p)).toList();
    entries.forEach(entry -> entry.paths.removeAll(fields));
    entry(manager, "Update", subresource).set(changed, false);
  }

  /** Writes what is owned of fields that are there. */
  void writeTo(ObjectNode object) {
    Set<List<String>> there = FieldSet.of(object).values().keySet();
    ArrayNode written = Json.array();
    for (Entry entry : entries) {
      entry.paths.retainAll(there);
      if (!entry.paths.isEmpty()) {
        written.add(written(entry, Json.text(object, "apiVersion")));
      }
    }
    if (written.isEmpty()) {
      Json.meta(object).remove("managedFields");
    } else {
      Json.meta(object).set("managedFields", written);
    }
  }

  private static ObjectNode written(Entry entry, String apiVersion) {
    ObjectNode written =
        Json.object()
            .put("manager", entry.manager)
            .put("operation", entry.operation)
            .put("apiVersion", apiVersion)
            .put("time", entry.time)
            .put("fieldsType", "FieldsV1");
    written.set("fieldsV1", FieldSet.written(entry.paths));
    return entry.subresource.isEmpty() ? written : written.put("subresource", entry.subresource);
  }
}
