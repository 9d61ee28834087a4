package io.verdigris.migrations;

/** Judges one action of MySQL's {@code ALTER TABLE} on a table in use. */
final class MysqlActions {
  private MysqlActions() {}

  static Ruling rule(Words action) {
    if (action.take("ADD")) {
      return add(action);
    } else if (action.takeAny("ALGORITHM", "LOCK")) {
      return Ruling.SAFE; // that only keeps the server from locking more
    } else if (action.take("ALTER")) {
      return alter(action);
    } else if (action.take("DROP")) {
      return Ruling.contract("a running version may use or count on what it takes away");
    } else if (action.takeAny("RENAME INDEX", "RENAME KEY")) {
      return Ruling.unknown("statements with an index hint do not find it by its new name");
    }
    return rest(action);
  }

  private static Ruling rest(Words action) {
    if (action.take("RENAME")) {
      return StatementRules.renamed();
    } else if (action.takeAny("MODIFY", "CHANGE")) {
      return Ruling.locking(
          "the table is copied while nobody can write, but for a longer varchar up to 255 bytes or"
              + " a value at the end of an enum",
          "add a column of the new type; for a change that is done at once write \"-- verdigris:"
              + " expand because REASON\" on the line before it, and ALGORITHM=INSTANT into it");
    } else if (action.takeAny("CONVERT TO", "ENGINE", "ORDER BY", "FORCE", "ROW_FORMAT")) {
      return Ruling.locking(
          "the whole table is written anew", "do it apart from a rollout, or on a replica first");
    }
    return action.take("COMMENT")
        ? Ruling.SAFE
        : Ruling.unknown("it changes how a running version's statements are executed");
  }

  private static Ruling add(Words action) {
    if (action.takeAny("INDEX", "KEY")) {
      return Ruling.SAFE;
    } else if (action.takeAny("UNIQUE")) {
      return Ruling.unknown(
          "it is enforced for what a running version writes", "if that keeps to it");
    } else if (action.takeAny("FULLTEXT", "SPATIAL", "CONSTRAINT", "FOREIGN", "PRIMARY", "CHECK")) {
      return Ruling.locking(
          "nobody can write to the table until each row is read or copied",
          "do it apart from a rollout, or on a replica first");
    }
    action.take("COLUMN");
    return action.takeParentheses()
        ? Ruling.unknown(
            "columns in parentheses are not read", "write each as ADD COLUMN; otherwise")
        : ColumnRules.rule(action, true);
  }

  private static Ruling alter(Words action) {
    if (action.takeAny("INDEX", "CHECK", "CONSTRAINT")) {
      return Ruling.unknown("it changes how a running version's statements are executed");
    }
    action.take("COLUMN");
    action.takeName();
    if (action.take("SET DEFAULT")) {
      return Ruling.SAFE;
    }
    return action.take("DROP DEFAULT")
        ? Ruling.contract("a running version may count on the default")
        : Ruling.unknown("it changes what a running version reads");
  }
}
