package io.verdigris.migrations;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the statements of one script, in order: what it has created itself no running version
 * uses. The rules are those of docs/zero-downtime-migrations.md, from PostgreSQL's documentation of
 * ALTER TABLE and CREATE INDEX and MySQL's of Online DDL Operations.
 */
final class StatementRules {
  private static final Set<String> SETTINGS =
      Set.of("lock_timeout", "statement_timeout", "client_encoding", "lock_wait_timeout", "names");

  private final boolean mysql;
  private final Set<String> created = new HashSet<>();

  StatementRules(Dialect dialect) {
    this.mysql = dialect == Dialect.MYSQL;
  }

  Verdict judge(Statement statement) {
    Ruling ruling =
        statement.isUnsure()
            ? Ruling.unknown("it has a string or comment that is not closed, or one that is run")
            : rule(new Words(statement.tokens()));
    return statement.verdict(ruling.effect(), ruling.reason(), ruling.remedy());
  }

  private Ruling rule(Words words) {
    if (words.take("CREATE")) {
      return create(words);
    } else if (words.take("ALTER")) {
      return alter(words);
    } else if (words.take("DROP")) {
      return drop(words);
    }
    return data(words);
  }

  private Ruling data(Words words) {
    if (words.take("INSERT INTO")) {
      return insert(words);
    } else if (words.take("UPDATE")) {
      words.take("ONLY");
      return unlessNew(
          words,
          Ruling.locking(
              "each row that it changes is locked until the migration has ended",
              "backfill beside the rollout in small transactions, or, where few rows are changed,"
                  + " write \"-- verdigris: expand because REASON\" on the line before it"));
    } else if (words.takeAny("DELETE FROM", "TRUNCATE TABLE", "TRUNCATE")) {
      words.take("ONLY");
      return unlessNew(
          words, Ruling.contract("it takes rows away that a running version may read"));
    }
    return other(words);
  }

  private Ruling insert(Words words) {
    Optional<String> table = words.takeName();
    if (table.filter(created::contains).isPresent()) {
      return Ruling.SAFE;
    } else if (words.has("ON CONFLICT") || words.has("ON DUPLICATE KEY")) {
      return words.has("DO NOTHING")
          ? Ruling.SAFE
          : Ruling.unknown("it may change rows that a running version uses");
    }
    return mysql && words.has("SELECT")
        ? Ruling.locking(
            "it locks the rows that it reads until the migration has ended",
            "copy them beside the rollout in small transactions")
        : Ruling.SAFE;
  }

  /** What a script does to a table that it has made itself concerns nobody. */
  private Ruling unlessNew(Words words, Ruling ruling) {
    Optional<String> table = words.takeName();
    return table.filter(created::contains).isPresent() && !words.peek().is(",")
        ? Ruling.SAFE
        : ruling;
  }

  private Ruling other(Words words) {
    if (words.takeAny("COMMENT ON", "GRANT", "ANALYZE", "ANALYSE")) {
      return Ruling.SAFE;
    } else if (words.take("REVOKE")) {
      return Ruling.contract("a running version may need the right");
    } else if (words.take("RENAME TABLE")) {
      return renamed();
    } else if (words.take("SET")) {
      return set(words);
    }
    return maintenance(words);
  }

  private Ruling set(Words words) {
    words.takeAny("LOCAL", "SESSION", "@ @ session .");
    return SETTINGS.contains(words.next().name())
        ? Ruling.SAFE
        : Ruling.unknown("it changes what the statements after it mean");
  }

  private static Ruling maintenance(Words words) {
    boolean rebuilds = words.takeAny("REINDEX", "REFRESH MATERIALIZED VIEW");
    if (rebuilds && words.has("CONCURRENTLY")) {
      return Ruling.SAFE;
    } else if (rebuilds || words.takeAny("CLUSTER", "VACUUM FULL", "LOCK", "OPTIMIZE TABLE")) {
      return Ruling.locking(
          "a running version waits until it has ended",
          "do it apart from a rollout, and CONCURRENTLY where that is possible");
    }
    return Ruling.unknown("it is no statement with a rule");
  }

  private Ruling create(Words words) {
    if (words.take("OR REPLACE")) {
      return Ruling.unknown("it replaces what a running version may use");
    }
    words.takeAny("GLOBAL", "LOCAL");
    words.takeAny("TEMPORARY", "TEMP", "UNLOGGED");
    if (words.take("TABLE")) {
      return createTable(words);
    }
    boolean unique = words.take("UNIQUE");
    boolean special = mysql && words.takeAny("FULLTEXT", "SPATIAL");
    if (words.take("INDEX")) {
      return createIndex(words, unique, special);
    }
    return words.takeAny(
            "SCHEMA",
            "DATABASE",
            "SEQUENCE",
            "TYPE",
            "DOMAIN",
            "EXTENSION",
            "COLLATION",
            "VIEW",
            "RECURSIVE VIEW",
            "MATERIALIZED VIEW",
            "FUNCTION",
            "PROCEDURE",
            "AGGREGATE")
        ? Ruling.SAFE
        : Ruling.unknown("what it creates may change what a running version's statements do");
  }

  private Ruling createTable(Words words) {
    boolean maybe = words.take("IF NOT EXISTS");
    words.takeName().filter(name -> !maybe).ifPresent(created::add);
    if (words.take("PARTITION OF") || words.has("INHERITS")) {
      return Ruling.locking(
          "it waits for, and keeps off, all that use the table that it becomes a part of",
          "create the table by itself and attach it with ALTER TABLE … ATTACH PARTITION");
    }
    return mysql && words.has("SELECT")
        ? Ruling.locking(
            "it locks the rows that it reads until it has ended",
            "create the table empty and copy rows beside the rollout in small transactions")
        : Ruling.SAFE;
  }

  private Ruling createIndex(Words words, boolean unique, boolean special) {
    boolean concurrently = words.take("CONCURRENTLY");
    boolean maybe = words.take("IF NOT EXISTS");
    if (!words.peek().is("ON")) {
      words.takeName();
    }
    words.takeAny("USING BTREE", "USING HASH");
    words.takeAny("ON ONLY", "ON");
    if (words.takeName().filter(created::contains).isPresent()) {
      return Ruling.SAFE;
    } else if (mysql ? special : !concurrently) {
      return Ruling.locking(
          "nobody can write to the table until the index is built",
          mysql
              ? "build it apart from a rollout, or on a replica first"
              : "use CREATE INDEX CONCURRENTLY, in a script of its own");
    } else if (unique) {
      return Ruling.unknown(
          "it is enforced for what a running version writes", "if that keeps to it");
    }
    return concurrently && maybe
        ? Ruling.unknown(
            "it takes the invalid index that a failed attempt leaves behind for the index",
            "leave IF NOT EXISTS out; otherwise")
        : Ruling.SAFE;
  }

  private Ruling drop(Words words) {
    boolean table = words.take("TABLE");
    boolean maybe = words.take("IF EXISTS");
    Optional<String> name = words.takeName();
    boolean own = table && !maybe && words.isEmpty() && name.filter(created::remove).isPresent();
    return own ? Ruling.SAFE : Ruling.contract("a running version may use what it takes away");
  }

  static Ruling renamed() {
    return Ruling.contract(
        "a running version does not find it by its new name",
        "add it under its new name, write both, and take the old one away in a later release");
  }

  private Ruling alter(Words words) {
    if (words.take("TABLE")) {
      return alterTable(words);
    } else if (!mysql && words.take("TYPE")) {
      words.takeName();
      return words.take("ADD VALUE")
          ? Ruling.SAFE
          : words.has("RENAME") ? renamed() : Ruling.unknown("it changes a type that is in use");
    }
    return words.has("RENAME")
        ? renamed()
        : Ruling.unknown("it changes what a running version may use");
  }

  private Ruling alterTable(Words words) {
    boolean maybe = words.take("IF EXISTS");
    words.take("ONLY");
    Optional<String> table = words.takeName();
    words.take("*");
    if (!maybe && table.filter(created::contains).isPresent()) {
      if (words.has("RENAME")) {
        created.clear();
      }
      return Ruling.SAFE;
    }
    return Ruling.worst(
        words.splitAtCommas().stream()
            .map(action -> mysql ? MysqlActions.rule(action) : PostgresActions.rule(action))
            .toList());
  }
}
