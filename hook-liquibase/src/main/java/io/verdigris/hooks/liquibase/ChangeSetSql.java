package io.verdigris.hooks.liquibase;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import liquibase.sql.Sql;
import liquibase.sqlgenerator.SqlGeneratorFactory;

/** Writes a change set as the script that it amounts to, with what its author says to Verdigris. */
final class ChangeSetSql {
  private static final String CONTRACT = "contract";

  private ChangeSetSql() {}

  static String of(ChangeSet changeSet, Database target) {
    List<String> comments = comments(changeSet);
    var script = new StringBuilder();
    if (changeSet.getLabels() != null
        && changeSet.getLabels().getLabels().stream().anyMatch(CONTRACT::equalsIgnoreCase)) {
      script.append("-- verdigris: contract\n");
    }
    for (Change change : changeSet.getChanges()) {
      for (String statement : statements(change, target)) {
        comments.forEach(comment -> script.append("-- ").append(comment).append('\n'));
        script.append(statement).append("\n;\n");
      }
    }
    return script.toString();
  }

  private static List<String> comments(ChangeSet changeSet) {
    return Optional.ofNullable(changeSet.getComments())
        .orElse("")
        .lines()
        .map(String::strip)
        .filter(line -> line.regionMatches(true, 0, "verdigris:", 0, "verdigris:".length()))
        .toList();
  }

  /** What cannot be told without running it is no SQL, so that it is not known to be safe. */
  private static List<String> statements(Change change, Database target) {
    if (change.generateStatementsVolatile(target)) {
      return List.of("LIQUIBASE " + change.getSerializedObjectName());
    }
    var statements = new ArrayList<String>();
    for (Sql sql : SqlGeneratorFactory.getInstance().generateSql(change, target)) {
      statements.add(sql.toSql());
    }
    return statements.isEmpty()
        ? List.of("LIQUIBASE " + change.getSerializedObjectName())
        : statements;
  }
}
