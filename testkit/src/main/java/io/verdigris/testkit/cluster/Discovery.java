package io.verdigris.testkit.cluster;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Says which kinds there are, to clients that ask before they use them. */
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private Discovery() {}

  /** Answers a GET of a path that names no objects; empty when there is nothing there. */
  static Optional<ObjectNode> answer(String path) {
    String[] parts = path.replaceAll("^/+|/+$", "").split("/", -1);
    return switch (parts.length) {
      case 1 -> top(parts[0]);
      case 2 ->
          parts[0].equals("api")
              ? resources("", parts[1])
              : parts[0].equals("apis") ? group(parts[1]) : Optional.empty();
      case 3 -> parts[0].equals("apis") ? resources(parts[1], parts[2]) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<ObjectNode> top(String name) {
    return switch (name) {
      case "version" ->
          Optional.of(
              Json.object()
                  .put("major", "1")
                  .put("minor", "34")
                  .put("gitVersion", "v1.34.0+embedded")
                  .put("platform", "java"));
      case "api" -> {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        yield Optional.of(versions);
      }
      case "apis" -> {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        groups().map(Discovery::group).flatMap(Optional::stream).forEach(groups::add);
        yield Optional.of(list);
      }
      default -> Optional.empty();
    };
  }

  private static Stream<String> groups() {
    return Stream.concat(Kinds.all().stream().map(Kind::group), Stream.of(Reviews.GROUP))
        .filter(group -> !group.isEmpty())
        .distinct();
  }

  private static Optional<ObjectNode> group(String name) {
    if (groups().noneMatch(name::equals)) {
      return Optional.empty();
    }
    ObjectNode group =
        Json.object().put("kind", "APIGroup").put("apiVersion", "v1").put("name", name);
    ObjectNode version = Json.object().put("groupVersion", name + "/v1").put("version", "v1");
    group.putArray("versions").add(version);
    group.set("preferredVersion", version);
    return Optional.of(group);
  }

  private static Optional<ObjectNode> resources(String group, String version) {
    if (!version.equals("v1") || (!group.isEmpty() && groups().noneMatch(group::equals))) {
      return Optional.empty();
    }
    ObjectNode list =
        Json.object()
            .put("kind", "APIResourceList")
            .put("apiVersion", "v1")
            .put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    Kinds.all().stream()
        .filter(kind -> kind.group().equals(group))
        .forEach(kind -> resources.add(resource(kind)));
    if (group.equals(Reviews.GROUP)) {
      review(resources, "selfsubjectaccessreviews", "SelfSubjectAccessReview");
      review(resources, "selfsubjectrulesreviews", "SelfSubjectRulesReview");
    }
    return Optional.of(list);
  }

  private static ObjectNode resource(Kind kind) {
    ObjectNode resource =
        Json.object()
            .put("name", kind.plural())
            .put("singularName", kind.name().toLowerCase(java.util.Locale.ROOT))
            .put("namespaced", kind.namespaced())
            .put("kind", kind.name());
    ArrayNode verbs = resource.putArray("verbs");
    VERBS.forEach(verbs::add);
    return resource;
  }

  private static void review(ArrayNode resources, String plural, String kind) {
    resources
        .addObject()
        .put("name", plural)
        .put("singularName", "")
        .put("namespaced", false)
        .put("kind", kind)
        .putArray("verbs")
        .add("create");
  }
}
