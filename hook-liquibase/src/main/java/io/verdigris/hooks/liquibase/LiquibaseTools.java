package io.verdigris.hooks.liquibase;

import io.verdigris.migrations.Database;
import io.verdigris.migrations.MigrationHook;
import io.verdigris.migrations.MigrationTool;
import io.verdigris.spi.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Reads the settings that are Liquibase's own. */
record LiquibaseTools() implements MigrationHook.Tools {
  private static final List<String> OWN = List.of("changelog", "search-path", "contexts", "labels");

  @Override
  public boolean isOwn(String setting) {
    return OWN.contains(setting);
  }

  @Override
  public Set<String> tables(Settings settings) {
    return Set.of("databasechangelog", "databasechangeloglock");
  }

  @Override
  public MigrationTool make(Database database, Settings settings) {
    String changelog = settings.text("changelog").orElse("");
    if (changelog.isBlank()) {
      throw settings.wrong("changelog", "must name the change log below search-path");
    }
    return new LiquibaseTool(
        database,
        Path.of(settings.text("search-path").orElse("")),
        changelog,
        settings.text("contexts").orElse(""),
        settings.text("labels").orElse(""));
  }
}
