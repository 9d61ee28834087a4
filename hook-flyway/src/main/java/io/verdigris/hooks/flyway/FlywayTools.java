package io.verdigris.hooks.flyway;

import io.verdigris.migrations.Database;
import io.verdigris.migrations.MigrationHook;
import io.verdigris.migrations.MigrationTool;
import io.verdigris.spi.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Reads the settings that are Flyway's own. */
record FlywayTools() implements MigrationHook.Tools {
  private static final String PLACEHOLDER = "placeholder.";
  private static final List<String> OWN = List.of("locations", "table");
  private static final String TABLE = "flyway_schema_history";

  @Override
  public boolean isOwn(String setting) {
    return OWN.contains(setting) || setting.startsWith(PLACEHOLDER);
  }

  @Override
  public Set<String> tables(Settings settings) {
    return Set.of(table(settings));
  }

  private static String table(Settings settings) {
    return settings.text("table").orElse(TABLE);
  }

  @Override
  public MigrationTool make(Database database, Settings settings) {
    List<Path> directories =
        Database.list(settings, "locations").stream().map(l -> directory(l, settings)).toList();
    if (directories.isEmpty()) {
      throw settings.wrong("locations", "must name a directory with migrations");
    }
    return new FlywayTool(
        database,
        directories,
        table(settings),
        settings.below(PLACEHOLDER),
        settings.oneOf("out-of-order", "false", "true").equals("true"));
  }

  private static Path directory(String location, Settings settings) {
    String path = location.replaceFirst("^filesystem:", "");
    if (path.matches("[a-z]{2,}:.*") || path.contains("*")) {
      throw settings.wrong(
          "locations", "must be directories, with or without \"filesystem:\" before them");
    }
    return Path.of(path);
  }
}
