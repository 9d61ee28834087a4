package io.verdigris.hooks.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlywayMigrationsTest {
  private static FlywayMigrations shop() {
    return FlywayMigrations.at("jdbc:postgresql://db/shop").locations(Path.of("db"));
  }

  @Test
  void the_builder_writes_the_settings_that_the_hook_reads() {
    assertThat(
            shop()
                .user("app")
                .passwordFromEnv("DB_PASSWORD")
                .schemas("shop", "other")
                .lockTimeout(Duration.ofSeconds(5))
                .placeholder("owner", "app")
                .outOfOrder()
                .extension()
                .settings())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "url", "jdbc:postgresql://db/shop",
                "user", "app",
                "password-env", "DB_PASSWORD",
                "locations", "db",
                "schemas", "shop,other",
                "lock-timeout", "PT5S",
                "placeholder.owner", "app",
                "out-of-order", "true",
                "phase", "DEPLOY",
                "moment", "before"));
  }

  @Test
  void the_second_use_says_what_it_takes_away() {
    assertThat(shop().beforeDecommission("column old").extension().settings())
        .containsEntry("phase", "DECOMMISSION")
        .containsEntry("moment", "before")
        .containsEntry("point-of-no-return", "column old");
    assertThatThrownBy(() -> shop().beforeDecommission(" ").extension())
        .hasMessageContaining("point-of-no-return of flyway must say what is taken away");
  }

  @Test
  void what_cannot_be_is_told_by_setting_value_and_rule() {
    assertThatThrownBy(() -> FlywayMigrations.at("jdbc:postgresql://db/shop").extension())
        .hasMessage("locations of flyway must name a directory with migrations, but is not set");
    assertThatThrownBy(() -> shop().lockTimeout(Duration.ofHours(1)).extension())
        .hasMessageContaining("lock-timeout of flyway must be")
        .hasMessageContaining("\"PT1H\"");
    assertThatThrownBy(() -> shop().locations(Path.of("classpath:db")).extension())
        .hasMessageContaining("must be directories");
  }
}
