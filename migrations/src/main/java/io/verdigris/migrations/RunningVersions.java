package io.verdigris.migrations;

import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.Permission;
import java.util.List;
import java.util.Set;

/** Tells which versions of an application run, with traffic or without: all use its database. */
public interface RunningVersions {
  /**
   * Returns the rollouts that brought them; an empty text stands for a version that no rollout
   * brought.
   */
  Set<String> of(Application application);

  /** Returns what keeps it from telling; none unless overridden. */
  default List<Finding> findings(Application application) {
    return List.of();
  }

  /** Returns the rights that it needs; none unless overridden. */
  default List<Permission> rights() {
    return List.of();
  }
}
