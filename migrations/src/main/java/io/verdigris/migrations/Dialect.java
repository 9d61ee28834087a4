package io.verdigris.migrations;

import java.util.Optional;

/** The database whose SQL a script is written in. */
public enum Dialect {
  /** PostgreSQL 12 and later. */
  POSTGRESQL("jdbc:postgresql:"),
  /** MySQL 8.0.29 and later, with InnoDB. */
  MYSQL("jdbc:mysql:");

  private final String prefix;

  Dialect(String prefix) {
    this.prefix = prefix;
  }

  /** Returns the dialect of the database at a JDBC URL; empty when it is another's. */
  public static Optional<Dialect> of(String jdbcUrl) {
    for (Dialect dialect : values()) {
      if (jdbcUrl.startsWith(dialect.prefix)) {
        return Optional.of(dialect);
      }
    }
    return Optional.empty();
  }
}
