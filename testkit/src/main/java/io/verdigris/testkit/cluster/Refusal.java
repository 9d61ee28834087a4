package io.verdigris.testkit.cluster;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request that the API server turns down, as the Status that it answers. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;
  private final ObjectNode details;

  private Refusal(int code, String reason, String message, ObjectNode details) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  static Refusal of(int code, String reason, String message) {
    return new Refusal(code, reason, message, Json.object());
  }

  static Refusal badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  /** What is asked for is nothing that this server knows. */
  static Refusal unknown() {
    return of(404, "NotFound", "the server could not find the requested resource");
  }

  static Refusal notFound(Kind kind, String name) {
    return about(404, "NotFound", kind, name, "not found");
  }

  static Refusal exists(Kind kind, String name) {
    return about(409, "AlreadyExists", kind, name, "already exists");
  }

  static Refusal forbidden(Kind kind, String name, String why) {
    return about(403, "Forbidden", kind, name, "is forbidden: " + why);
  }

  static Refusal stale(Kind kind, String name) {
    return conflict(
        kind,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static Refusal conflict(Kind kind, String name, String why) {
    return new Refusal(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + kind.resource() + " \"" + name + "\": " + why,
        details(kind.group(), kind.plural(), name));
  }

  /** A deletion of another version than the one that is there. */
  static Refusal mismatch(Kind kind, String name, String why) {
    return new Refusal(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + kind.qualified() + " \"" + name + "\": " + why,
        details(kind.group(), kind.name(), name));
  }

  /** A JSON patch that cannot be applied: which of its operations failed is not said. */
  static Refusal unprocessable() {
    return of(422, "Invalid", "the server rejected our request due to an error in our request");
  }

  /** Several managers of the same fields, of which one applies. */
  static Refusal managers(String message, List<Problem> causes) {
    return new Refusal(409, "Conflict", message, causes(Json.object(), causes));
  }

  static Refusal invalid(Kind kind, String name, List<Problem> problems) {
    return invalid(kind.group(), kind.name(), name, problems);
  }

  static Refusal invalid(String group, String kind, String name, List<Problem> problems) {
    String told = problems.stream().map(Problem::told).collect(Collectors.joining(", "));
    String qualified = group.isEmpty() ? kind : kind + "." + group;
    return new Refusal(
        422,
        "Invalid",
        qualified
            + " \""
            + name
            + "\" is invalid: "
            + (problems.size() == 1 ? told : "[" + told + "]"),
        causes(details(group, kind, name), problems));
  }

  /**
   * One thing that is wrong.
   *
   * @param reason such as {@code FieldValueInvalid}
   */
  record Problem(String reason, String field, String message) {
    static Problem value(String field, Object value, String rule) {
      return new Problem("FieldValueInvalid", field, "Invalid value: " + value + ": " + rule);
    }

    static Problem required(String field, String hint) {
      return new Problem(
          "FieldValueRequired", field, "Required value" + (hint.isEmpty() ? "" : ": " + hint));
    }

    static Problem duplicate(String field, String value) {
      return new Problem("FieldValueDuplicate", field, "Duplicate value: \"" + value + "\"");
    }

    String told() {
      return field + ": " + message;
    }
  }

  private static Refusal about(int code, String reason, Kind kind, String name, String what) {
    String named = name.isEmpty() ? kind.resource() : kind.resource() + " \"" + name + "\"";
    return new Refusal(
        code, reason, named + " " + what, details(kind.group(), kind.plural(), name));
  }

  private static ObjectNode details(String group, String kind, String name) {
    ObjectNode details = Json.object();
    putText(details, "name", name);
    putText(details, "group", group);
    putText(details, "kind", kind);
    return details;
  }

  private static ObjectNode causes(ObjectNode details, List<Problem> problems) {
    ArrayNode causes = details.putArray("causes");
    for (Problem problem : problems) {
      causes
          .addObject()
          .put("reason", problem.reason())
          .put("message", problem.message())
          .put("field", problem.field());
    }
    return details;
  }

  private static void putText(ObjectNode node, String name, String value) {
    if (!value.isEmpty()) {
      node.put(name, value);
    }
  }

  int code() {
    return code;
  }

  /** Returns the Status object that says all this. */
  ObjectNode status() {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", getMessage());
    putText(status, "reason", reason);
    if (!details.isEmpty()) {
      status.set("details", details);
    }
    return status.put("code", code);
  }
}
