package io.verdigris.testkit.cluster;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Notes in an object who has set which of its fields. */
@FunctionalInterface
interface Ownership {
  /** Leaves the notes as they are. */
  Ownership UNCHANGED = (before, after) -> {};

  /**
   * Brings the notes of an object up to date with what has changed.
   *
   * @param before the object before; null when it is created
   */
  void note(@Nullable ObjectNode before, ObjectNode after);

  /** Gives all that was changed to a manager that creates, replaces or patches. */
  static Ownership update(String manager, String subresource) {
    return (before, after) -> {
      var fields = new ManagedFields(before == null ? Json.object() : before);
      fields.changed(manager, subresource, before, after);
      fields.writeTo(after);
    };
  }
}
