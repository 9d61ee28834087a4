package io.verdigris.migrations;

import io.verdigris.Finding;
import java.util.Collection;
import java.util.List;

/**
 * What runs migrations, such as Flyway, on one database with one rollout's settings. It is used by
 * one thread at a time. Each method throws {@link java.sql.SQLException}s and its tool's own
 * exceptions as they are; the hook tells which of them are worth another try.
 */
public interface MigrationTool {

  /**
   * Reads what has not run yet, and changes nothing, not even by creating the tool's own tables.
   */
  Pending pending() throws Exception;

  /**
   * Creates the tool's own tables where it would refuse to in a schema that holds ours.
   *
   * <p>Repeated without effect.
   */
  void prepare() throws Exception;

  /**
   * Runs these of the pending migrations, in their order, and leaves all others.
   *
   * @param chosen migrations of the last answer of {@link #pending}
   * @param guard to be called before each, on the connection that runs it
   */
  void run(Collection<Migration> chosen, Guard guard) throws Exception;

  /**
   * What has not run yet.
   *
   * @param migrations in the order in which they would run
   * @param problems why the tool would refuse to run at all
   */
  record Pending(List<Migration> migrations, List<Finding> problems) {
    /** Copies the lists. */
    public Pending {
      migrations = List.copyOf(migrations);
      problems = List.copyOf(problems);
    }
  }

  /** Looks, right before a migration, whether it may still run. */
  @FunctionalInterface
  interface Guard {
    /**
     * Returns when it may.
     *
     * @throws io.verdigris.spi.OwnershipLostException when another process has taken over
     */
    void check(java.sql.Connection connection) throws java.sql.SQLException;
  }
}
