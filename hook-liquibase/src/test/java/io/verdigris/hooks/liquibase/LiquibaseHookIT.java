package io.verdigris.hooks.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.migrations.MigrationHook;
import io.verdigris.spi.Admission;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.testkit.contract.PhaseHookContract;
import io.verdigris.testkit.database.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hook with a real PostgreSQL; which versions run is told by the test. */
class LiquibaseHookIT extends PhaseHookContract {
  private static final Application WEB = new Application("shop", "web");
  private static final String HEAD =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
              http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
      """;
  private static final String ITEM =
      """
      <changeSet id="1" author="shop">
        <createTable tableName="item">
          <column name="id" type="bigint"><constraints primaryKey="true"/></column>
          <column name="old" type="text"/>
        </createTable>
        <createIndex indexName="item_old" tableName="item"><column name="old"/></createIndex>
      </changeSet>
      """;
  private static final String NOTE =
      """
      <changeSet id="2" author="shop">
        <addColumn tableName="item"><column name="note" type="varchar(80)"/></addColumn>
      </changeSet>
      """;
  private static final String TAKE =
      """
      <changeSet id="3" author="shop" labels="contract">
        <dropColumn tableName="item" columnName="old"/>
      </changeSet>
      """;
  private static final String DROP = TAKE.replace(" labels=\"contract\"", "");

  private final List<MigrationHook> hooks = new ArrayList<>();
  private final PostgresServer server = PostgresServer.assumed();
  private final String name = server.unusedName();
  private Set<String> running = Set.of();
  @TempDir private Path directory;
  private Connection database;

  @BeforeEach
  void create() throws Exception {
    try (Connection admin = connect(server.adminUrl());
        Statement statement = admin.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    database = connect(server.url(name));
  }

  @AfterEach
  void close() throws SQLException {
    hooks.forEach(MigrationHook::close);
    database.close();
  }

  private Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, PostgresServer.USER, server.password());
  }

  private void changeLog(String... changeSets) {
    try {
      Files.writeString(
          directory.resolve("changes.xml"),
          HEAD + String.join("", changeSets) + "</databaseChangeLog>\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected PhaseHook hook() {
    var hook =
        new MigrationHook(LiquibaseMigrations.ID, new LiquibaseTools(), () -> app -> running);
    hooks.add(hook);
    return hook;
  }

  @Override
  protected HookRequest succeeding() {
    changeLog(ITEM);
    return request("web-1", 1);
  }

  @Override
  protected HookRequest failing() {
    changeLog(ITEM.replace("bigint", "no_such_type"));
    return request("web-1", 1);
  }

  @Override
  protected OptionalInt begun() {
    return OptionalInt.of(number("SELECT count(*) FROM databasechangelog WHERE id = '1'"));
  }

  private Map<String, String> settings() {
    return LiquibaseMigrations.at(server.url(name))
        .user(PostgresServer.USER)
        .passwordFromFile(server.passwordFile())
        .changelog(directory, "changes.xml")
        .lockTimeout(Duration.ofMillis(300))
        .extension()
        .settings();
  }

  private HookRequest request(String rollout, long fence) {
    return new HookRequest(
        new RolloutContext(rollout, WEB, fence, () -> {}),
        Phase.DEPLOY,
        true,
        Optional.empty(),
        Optional.empty(),
        settings(),
        rollout + "-0-liquibase",
        "");
  }

  private static Progress<HookResult> untilEnd(PhaseHook hook, HookRequest request) {
    long begun = System.nanoTime();
    Progress<HookResult> answer = hook.call(request);
    while (answer instanceof Progress.Waiting && System.nanoTime() - begun < 60_000_000_000L) {
      LockSupport.parkNanos(20_000_000);
      answer = hook.call(request);
    }
    return answer;
  }

  private String done(HookRequest request) {
    Progress<HookResult> answer = untilEnd(hook(), request);
    assertThat(answer).isInstanceOf(Progress.Done.class);
    return ((Progress.Done<HookResult>) answer).value().summary();
  }

  private int number(String query) {
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private int columns() {
    return number("SELECT count(*) FROM information_schema.columns WHERE table_name = 'item'");
  }

  private Admission admit() {
    var spec = RolloutSpec.builder(WEB).image("app", "web:2").build();
    return hook().admit(spec, settings());
  }

  private void live() {
    changeLog(ITEM);
    done(request("web-1", 1));
    running = Set.of("web-1");
  }

  @Test
  void to_look_changes_nothing() {
    changeLog(ITEM, NOTE);
    Admission admission = admit();
    assertThat(admission.findings()).isEmpty();
    assertThat(admission.calls()).hasSize(2);
    assertThat(number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).isZero();
  }

  @Test
  void what_destroys_is_refused_with_the_statement_that_it_turns_into() {
    live();
    changeLog(ITEM, NOTE, DROP);
    assertThat(admit().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.field()).startsWith("migration changes.xml::3::shop");
              assertThat(finding.value()).isEqualTo("ALTER TABLE public.item DROP COLUMN old");
            });
    assertThat(untilEnd(hook(), request("web-2", 2))).isInstanceOf(Progress.Failed.class);
    assertThat(columns()).isEqualTo(2);
  }

  @Test
  void a_comment_with_a_reason_lets_a_change_set_run() {
    live();
    String excused = "<comment>verdigris: expand because nobody reads it</comment>\n<dropColumn";
    changeLog(ITEM, DROP.replace("<dropColumn", excused));
    assertThat(admit().notes()).singleElement().asString().contains("because nobody reads it");
    done(request("web-2", 2));
    assertThat(columns()).isEqualTo(1);
  }

  @Test
  void what_contracts_waits_until_the_version_that_came_with_it_runs_alone() {
    live();
    changeLog(ITEM, NOTE, TAKE);
    assertThat(done(request("web-2", 2)))
        .isEqualTo(
            "ran changes.xml::2::shop; held for a later rollout: changes.xml::3::shop, which the"
                + " running version of web-1 did not come with");
    assertThat(columns()).isEqualTo(3);
    running = Set.of("web-2");
    assertThat(done(request("web-3", 3))).isEqualTo("ran changes.xml::3::shop");
    assertThat(columns()).isEqualTo(2);
    assertThat(done(request("web-4", 4))).isEqualTo("no migration is pending");
  }

  @Test
  void the_lock_of_a_dead_process_is_told_with_what_to_do_and_gone_on_from() throws Exception {
    live();
    changeLog(ITEM, NOTE);
    try (Statement statement = database.createStatement()) {
      statement.execute(
          "UPDATE databasechangeloglock SET locked = true, lockgranted = now(), lockedby = 'ci-7'");
      assertThat(admit().findings())
          .singleElement()
          .satisfies(
              finding ->
                  assertThat(finding.problem())
                      .contains("which ci-7 holds since", "liquibase release-locks"));
      PhaseHook hook = hook();
      Progress<HookResult> answer = hook.call(request("web-2", 2));
      while (!(answer instanceof Progress.Waiting<HookResult> waiting
          && waiting.reason().contains("which ci-7 holds since"))) {
        assertThat(answer).isInstanceOf(Progress.Waiting.class);
        LockSupport.parkNanos(20_000_000);
        answer = hook.call(request("web-2", 2));
      }
      statement.execute("UPDATE databasechangeloglock SET locked = false");
      assertThat(untilEnd(hook, request("web-2", 2))).isInstanceOf(Progress.Done.class);
      assertThat(columns()).isEqualTo(3);
    }
  }
}
