package io.verdigris.migrations;

import io.verdigris.migrations.Token.Kind;
import java.util.Locale;
import java.util.Set;

/** Judges a column that is added to a table in use. */
final class ColumnRules {
  private static final Set<String> TYPES =
      Set.of(
          "bigint",
          "int8",
          "bit",
          "varbit",
          "boolean",
          "bool",
          "bytea",
          "character",
          "char",
          "varchar",
          "nchar",
          "cidr",
          "date",
          "datetime",
          "decimal",
          "dec",
          "numeric",
          "double",
          "float",
          "float4",
          "float8",
          "real",
          "inet",
          "int",
          "integer",
          "int4",
          "interval",
          "json",
          "jsonb",
          "macaddr",
          "money",
          "smallint",
          "int2",
          "tinyint",
          "mediumint",
          "text",
          "tinytext",
          "mediumtext",
          "longtext",
          "blob",
          "tinyblob",
          "mediumblob",
          "longblob",
          "binary",
          "varbinary",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "tsquery",
          "tsvector",
          "uuid",
          "xml",
          "year",
          "enum",
          "set",
          "citext",
          "national");
  private static final Set<String> COUNTED =
      Set.of("serial", "bigserial", "smallserial", "serial4", "serial8", "identity");
  private static final Set<String> CONSTANT_WORDS =
      Set.of("true", "false", "null", "current_timestamp", "current_date", "localtimestamp");
  private static final Set<String> CONSTANT_CALLS =
      Set.of("now", "current_timestamp", "localtimestamp", "transaction_timestamp");

  private ColumnRules() {}

  /** Judges {@code name type …}; the words {@code ADD COLUMN} are taken already. */
  static Ruling rule(Words column, boolean mysql) {
    column.takeName();
    String type = column.peek().name().toLowerCase(Locale.ROOT);
    if (COUNTED.contains(type) || column.has("AS IDENTITY") || column.has("AUTO_INCREMENT")) {
      return rewritten("each row is given a number");
    } else if (column.has("STORED") || (!mysql && column.has("GENERATED"))) {
      return rewritten("each row's value is worked out");
    } else if (column.anyOf(Set.of("PRIMARY", "UNIQUE", "REFERENCES", "CHECK")).isPresent()) {
      return Ruling.locking(
          "the constraint is checked for each row while nobody can write",
          "add the column without it, and the constraint in steps of its own");
    } else if (!TYPES.contains(type)) {
      return Ruling.unknown(
          "the type "
              + type
              + " is not built in; the table is written anew when it is a domain with constraints",
          "if it is not");
    }
    return filled(column, mysql);
  }

  private static Ruling filled(Words column, boolean mysql) {
    boolean required = column.has("NOT NULL");
    while (!column.isEmpty() && !column.peek().is("DEFAULT")) {
      column.next();
    }
    if (column.take("DEFAULT")) {
      return isConstant(column, mysql)
          ? Ruling.SAFE
          : rewritten("its default is not known to be the same for each row");
    }
    return required && !column.has("GENERATED")
        ? Ruling.contract(
            "a running version does not write it, and it has no default",
            "add it with a constant default, or so that it may be null")
        : Ruling.SAFE;
  }

  private static Ruling rewritten(String why) {
    return Ruling.locking(
        "the whole table is written anew while nobody can use it: " + why,
        "add the column so that it may be null, set its default apart, and backfill");
  }

  /** Constant within a transaction is enough: it is worked out once, and kept beside the table. */
  private static boolean isConstant(Words value, boolean mysql) {
    value.takeAny("-", "+");
    Token first = value.next();
    boolean constant =
        first.kind() == Kind.NUMBER
            || first.kind() == Kind.STRING
            || (first.kind() == Kind.WORD
                && (value.peek().is("(")
                    ? CONSTANT_CALLS.contains(first.name())
                    : isPlain(first, value)));
    if (!constant) {
      return false;
    }
    return isFollowedByOptions(value, mysql);
  }

  private static boolean isPlain(Token first, Words value) {
    String name = first.name();
    boolean prefixed = Set.of("e", "n", "b", "x").contains(name);
    return CONSTANT_WORDS.contains(name)
        || (prefixed && value.peek().kind() == Kind.STRING && value.next() != null);
  }

  /** Casts to a built-in type, and options of the column; an operator makes it an expression. */
  private static boolean isFollowedByOptions(Words rest, boolean mysql) {
    rest.takeParentheses();
    while (rest.take(": :")) {
      if (!TYPES.contains(rest.next().name())) {
        return false;
      }
      rest.takeAny("VARYING", "PRECISION", "WITH TIME ZONE", "WITHOUT TIME ZONE");
      rest.takeParentheses();
    }
    while (!rest.isEmpty()) {
      boolean option =
          rest.takeAny("NOT NULL", "NULL", "FIRST", "VISIBLE", "INVISIBLE")
              || (rest.takeAny("COLLATE", "AFTER", "COMMENT") && rest.next().kind() != Kind.SYMBOL)
              || (mysql && rest.take("ON UPDATE CURRENT_TIMESTAMP") && anyway(rest));
      if (!option) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyway(Words rest) {
    rest.takeParentheses();
    return true;
  }
}
