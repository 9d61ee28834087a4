package io.verdigris.migrations;

import java.util.Locale;
import java.util.Set;

/** Judges one action of PostgreSQL's {@code ALTER TABLE} on a table in use. */
final class PostgresActions {
  private static final Set<String> CONSTRAINTS =
      Set.of("CONSTRAINT", "CHECK", "FOREIGN", "UNIQUE", "PRIMARY", "EXCLUDE");

  private PostgresActions() {}

  static Ruling rule(Words action) {
    if (action.take("ADD")) {
      return add(action);
    } else if (action.take("ALTER")) {
      action.take("COLUMN");
      action.takeName();
      return alterColumn(action);
    } else if (action.take("DROP")) {
      return Ruling.contract("a running version may use or count on what it takes away");
    } else if (action.take("RENAME")) {
      return StatementRules.renamed();
    }
    return rest(action);
  }

  private static Ruling rest(Words action) {
    if (action.takeAny("VALIDATE CONSTRAINT", "SET (", "RESET (")) {
      return Ruling.SAFE;
    } else if (action.takeAny("SET SCHEMA", "DETACH PARTITION")) {
      return Ruling.contract("a running version does not find it where it was");
    } else if (action.takeAny(
        "SET TABLESPACE", "SET LOGGED", "SET UNLOGGED", "SET ACCESS METHOD")) {
      return Ruling.locking(
          "the whole table is written anew while nobody can use it", "do it apart from a rollout");
    }
    return Ruling.unknown("it changes how a running version's statements are executed");
  }

  private static Ruling add(Words action) {
    if (action.takeAny("COLUMN IF NOT EXISTS", "COLUMN", "IF NOT EXISTS")) {
      return ColumnRules.rule(action, false);
    }
    return CONSTRAINTS.contains(action.peek().text().toUpperCase(Locale.ROOT))
        ? constraint(action)
        : ColumnRules.rule(action, false);
  }

  private static Ruling constraint(Words action) {
    if (action.has("UNIQUE USING INDEX")) {
      return Ruling.SAFE;
    } else if (action.has("NOT VALID")) {
      return Ruling.unknown(
          "it is enforced for what a running version writes", "if that keeps to it");
    }
    boolean indexed = action.anyOf(Set.of("UNIQUE", "PRIMARY", "EXCLUDE")).isPresent();
    return Ruling.locking(
        "the whole table is read while nobody can write",
        indexed
            ? "create a unique index CONCURRENTLY, then add the constraint USING INDEX"
            : "add it NOT VALID, and validate it in a script of its own with VALIDATE CONSTRAINT");
  }

  private static Ruling alterColumn(Words action) {
    if (action.takeAny(
        "SET DEFAULT",
        "SET STATISTICS",
        "SET STORAGE",
        "SET COMPRESSION",
        "SET (",
        "RESET (",
        "DROP NOT NULL")) {
      return Ruling.SAFE;
    } else if (action.take("SET NOT NULL")) {
      return Ruling.locking(
          "a running version must write it already, and the whole table is read while nobody can"
              + " use it, unless a valid CHECK (column IS NOT NULL) proves it",
          "add that CHECK as NOT VALID, validate it, and say so by \"-- verdigris: contract because"
              + " REASON\" on the line before");
    } else if (action.takeAny("TYPE", "SET DATA TYPE")) {
      return Ruling.locking(
          "the table is written anew while nobody can use it, but for a longer varchar or text",
          "add a column of the new type; for a longer varchar write \"-- verdigris: expand because"
              + " REASON\" on the line before it");
    }
    return action.take("DROP")
        ? Ruling.contract("a running version may count on what it takes away")
        : Ruling.unknown("it changes what a running version reads or may write");
  }
}
