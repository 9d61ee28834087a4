package io.verdigris.hooks.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.verdigris.Application;
import io.verdigris.Finding;
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
import java.util.HashMap;
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
class FlywayHookIT extends PhaseHookContract {
  private static final Application WEB = new Application("shop", "web");
  private static final String ITEM = "CREATE TABLE item (id bigint PRIMARY KEY, old text);";
  private static final String NOTE = "ALTER TABLE item ADD COLUMN note text;";
  private static final String TAKE = "-- verdigris: contract\nALTER TABLE item DROP COLUMN old;";

  private static final String SLOW =
      "\n-- verdigris: expand because this test wants the time\nSELECT pg_sleep(60);";

  private final List<MigrationHook> hooks = new ArrayList<>();
  private final PostgresServer server = PostgresServer.assumed();
  private final String name = server.unusedName();
  private Set<String> running = Set.of();
  @TempDir private Path scripts;
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

  private void script(String file, String text) {
    try {
      Files.writeString(scripts.resolve(file), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected PhaseHook hook() {
    var hook = new MigrationHook(FlywayMigrations.ID, new FlywayTools(), () -> app -> running);
    hooks.add(hook);
    return hook;
  }

  @Override
  protected HookRequest succeeding() {
    script("V1__item.sql", ITEM);
    return request("web-1", 1, settings());
  }

  @Override
  protected HookRequest failing() {
    script("V1__item.sql", "CREATE TABLE item (id no_such_type);");
    return request("web-1", 1, settings());
  }

  @Override
  protected OptionalInt begun() {
    return OptionalInt.of(number("SELECT count(*) FROM flyway_schema_history WHERE version = '1'"));
  }

  private FlywayMigrations migrations() {
    return FlywayMigrations.at(server.url(name))
        .user(PostgresServer.USER)
        .passwordFromFile(server.passwordFile())
        .locations(scripts)
        .lockTimeout(Duration.ofMillis(300));
  }

  private Map<String, String> settings() {
    return migrations().extension().settings();
  }

  private static HookRequest request(String rollout, long fence, Map<String, String> settings) {
    return new HookRequest(
        new RolloutContext(rollout, WEB, fence, () -> {}),
        Phase.valueOf(settings.getOrDefault("phase", "")),
        true,
        Optional.empty(),
        Optional.empty(),
        settings,
        rollout + "-0-flyway",
        "");
  }

  private Progress<HookResult> untilEnd(HookRequest request) {
    return untilEnd(hook(), request);
  }

  private static Progress<HookResult> untilEnd(PhaseHook hook, HookRequest request) {
    long begun = System.nanoTime();
    Progress<HookResult> answer = hook.call(request);
    while (answer instanceof Progress.Waiting && System.nanoTime() - begun < 60_000_000_000L) {
      pause();
      answer = hook.call(request);
    }
    return answer;
  }

  private static void pause() {
    LockSupport.parkNanos(20_000_000);
  }

  private String done(HookRequest request) {
    Progress<HookResult> answer = untilEnd(request);
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

  private void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private int tables() {
    return number("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'");
  }

  private int columns() {
    return number("SELECT count(*) FROM information_schema.columns WHERE table_name = 'item'");
  }

  private Admission admit() {
    var spec = RolloutSpec.builder(WEB).image("app", "web:2").build();
    return hook().admit(spec, settings());
  }

  /** Version 1 is live, brought by rollout 1. */
  private void live() {
    script("V1__item.sql", ITEM);
    done(request("web-1", 1, settings()));
    running = Set.of("web-1");
  }

  @Test
  void to_look_changes_nothing() {
    script("V1__item.sql", ITEM);
    Admission admission = admit();
    assertThat(admission.findings()).isEmpty();
    assertThat(admission.calls())
        .singleElement()
        .satisfies(call -> assertThat(call.purpose()).isEqualTo("run V1__item.sql"));
    assertThat(tables()).isZero();
  }

  @Test
  void what_destroys_is_refused_with_script_statement_and_reason_and_nothing_is_changed() {
    live();
    script("V2__note.sql", NOTE);
    script("V3__drop.sql", "CREATE TABLE more (id int);\n\nDROP TABLE item;");
    assertThat(admit().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.field()).isEqualTo("migration V3__drop.sql, line 3");
              assertThat(finding.value()).isEqualTo("DROP TABLE item");
              assertThat(finding.problem()).contains("a running version may use");
              assertThat(finding.remedy()).contains("-- verdigris: contract");
            });
    assertThat(untilEnd(request("web-2", 2, settings())))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            failed -> assertThat(failed.reason()).contains("nothing was run", "DROP TABLE item"));
    assertThat(columns()).isEqualTo(2);
    assertThat(number("SELECT count(*) FROM verdigris_migrations WHERE rollout = 'web-2'"))
        .isZero();
  }

  @Test
  void what_contracts_waits_until_the_version_that_came_with_it_runs_alone() {
    live();
    script("V2__note.sql", NOTE);
    script("V3__take.sql", TAKE);
    assertThat(admit().notes()).singleElement().asString().contains("V3__take.sql", "web-1");
    assertThat(done(request("web-2", 2, settings())))
        .startsWith("ran V2__note.sql; held for a later rollout: V3__take.sql");
    assertThat(columns()).isEqualTo(3);

    assertThat(done(request("web-3", 3, settings()))).contains("held"); // web-2 went back
    running = Set.of("web-1", "web-2");
    assertThat(done(request("web-4", 4, settings()))).contains("held");
    running = Set.of("web-2");
    assertThat(done(request("web-5", 5, settings()))).contains("held"); // nobody kept its rows
    running = Set.of("web-5");
    assertThat(done(request("web-6", 6, settings()))).isEqualTo("ran V3__take.sql");
    assertThat(columns()).isEqualTo(2);
    assertThat(done(request("web-7", 7, settings()))).isEqualTo("no migration is pending");
  }

  @Test
  void what_comes_after_a_held_one_is_refused_unless_asked_for() {
    live();
    script("V2__take.sql", TAKE);
    script("V3__note.sql", NOTE);
    assertThat(admit().findings())
        .extracting(Finding::value)
        .containsExactly("comes after V2__take.sql");
    assertThat(done(request("web-2", 2, migrations().outOfOrder().extension().settings())))
        .startsWith("ran V3__note.sql; held");
    running = Set.of("web-2");
    assertThat(admit().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.remedy()).contains("out-of-order=true"));
    assertThat(done(request("web-3", 3, migrations().outOfOrder().extension().settings())))
        .isEqualTo("ran V2__take.sql");
  }

  @Test
  void a_second_use_runs_in_the_same_rollout_what_was_held() {
    live();
    script("V2__take.sql", TAKE);
    assertThat(done(request("web-2", 2, settings()))).contains("held");
    running = Set.of("web-1", "web-2");
    Map<String, String> last =
        migrations().beforeDecommission("column old of item").extension().settings();
    assertThat(done(request("web-2", 2, last))).isEqualTo("ran V2__take.sql");
    assertThat(columns()).isEqualTo(1);
  }

  @Test
  void an_empty_database_takes_all_at_once() {
    running = Set.of("");
    script("V1__item.sql", ITEM);
    script("V2__take.sql", TAKE);
    script("V3__note.sql", NOTE);
    assertThat(done(request("web-1", 1, settings())))
        .isEqualTo("ran V1__item.sql, V2__take.sql, V3__note.sql");
  }

  @Test
  void a_lock_of_a_long_transaction_is_waited_for_without_keeping_others_off() throws Exception {
    live();
    script("V2__note.sql", NOTE);
    HookRequest request = request("web-2", 2, settings());
    PhaseHook hook = hook();
    try (Connection other = connect(server.url(name));
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM item");
      Progress<HookResult> answer = hook.call(request);
      while (!(answer instanceof Progress.Waiting<HookResult> waiting
          && waiting.reason().contains("a lock that another transaction holds"))) {
        assertThat(answer).isInstanceOf(Progress.Waiting.class);
        pause();
        answer = hook.call(request);
      }
      execute("INSERT INTO item VALUES (1, 'served meanwhile')");
      other.rollback();
    }
    assertThat(untilEnd(hook, request)).isInstanceOf(Progress.Done.class);
    assertThat(columns()).isEqualTo(3);
  }

  @Test
  void an_index_is_built_without_a_lock_and_what_a_failed_attempt_has_left_is_told()
      throws Exception {
    live();
    execute("INSERT INTO item VALUES (1, 'same'), (2, 'same')");
    script("V2__index.sql", "CREATE INDEX CONCURRENTLY item_old ON item (old);");
    assertThat(done(request("web-2", 2, settings()))).isEqualTo("ran V2__index.sql");

    script(
        "V3__unique.sql",
        "-- verdigris: expand because it is said to be unique\n"
            + "CREATE UNIQUE INDEX CONCURRENTLY item_one ON item (old);");
    assertThat(admit().notes()).singleElement().asString().contains("because it is said to be");
    assertThat(untilEnd(request("web-3", 3, settings()))).isInstanceOf(Progress.Failed.class);
    assertThat(admit().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.value()).isEqualTo("V3__unique.sql");
              assertThat(finding.remedy()).contains("flyway repair");
            });
  }

  @Test
  void an_index_that_a_killed_process_has_left_invalid_is_told_with_what_to_do() throws Exception {
    live();
    execute("INSERT INTO item VALUES (1, 'same'), (2, 'same')");
    String sql = "CREATE UNIQUE INDEX CONCURRENTLY item_one ON item (old)";
    assertThatThrownBy(() -> execute(sql)).hasMessageContaining("item_one");
    script("V2__unique.sql", "-- verdigris: expand because it will be unique\n" + sql + ";");
    assertThat(admit().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.value()).isEqualTo("item_one");
              assertThat(finding.remedy()).contains("DROP INDEX CONCURRENTLY item_one");
            });
    execute("DROP INDEX item_one");
    execute("DELETE FROM item WHERE id = 2");
    assertThat(done(request("web-2", 2, settings()))).isEqualTo("ran V2__unique.sql");
  }

  /** What a process that is killed leaves is a connection that ends, with all that it held. */
  @Test
  void a_process_that_is_killed_in_the_middle_leaves_nothing_that_another_cannot_go_on_from()
      throws Exception {
    live();
    script("V2__note.sql", NOTE);
    script("V3__slow.sql", NOTE.replace("note", "more") + SLOW);
    hook().call(request("web-2", 2, settings()));
    int backend = 0;
    while (backend == 0) {
      pause();
      backend =
          number(
              "SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%'"
                  + " AND pid <> pg_backend_pid()");
    }
    number("SELECT pg_terminate_backend(" + backend + ")::int");
    assertThat(columns()).isEqualTo(3);
    script("V3__slow.sql", NOTE.replace("note", "more"));
    assertThat(done(request("web-2", 3, settings()))).isEqualTo("ran V3__slow.sql");
    assertThat(columns()).isEqualTo(4);
  }

  @Test
  void a_process_that_was_taken_for_dead_runs_nothing_more() {
    live();
    script("V2__note.sql", NOTE);
    done(request("web-2", 9, settings()));
    script("V3__more.sql", "CREATE TABLE more (id int);");
    assertThat(untilEnd(request("web-2", 8, settings())))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            failed -> assertThat(failed.reason()).contains("carries fence 9"));
  }

  @Test
  void a_namesake_from_before_the_ledger_was_deleted_is_told() {
    live();
    script("V2__note.sql", NOTE);
    assertThat(untilEnd(request("web-1", 2, settings())))
        .isInstanceOfSatisfying(
            Progress.Failed.class,
            failed -> assertThat(failed.reason()).contains("roll out once more"));
  }

  @Test
  void tables_without_a_history_are_told_before_anything_is_changed() throws Exception {
    execute("CREATE TABLE item (id int)");
    script("V2__note.sql", NOTE);
    assertThat(admit().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.remedy()).contains("flyway baseline"));
  }

  @Test
  void a_callback_is_told_since_it_would_not_run() {
    script("afterMigrate.sql", "DROP TABLE item;");
    assertThat(admit().findings())
        .extracting(Finding::value, Finding::problem)
        .containsExactly(
            tuple("afterMigrate.sql", "is no migration by its name; callbacks do not run"));
  }

  @Test
  void a_wrong_password_is_told_and_not_repeated() throws Exception {
    Path file = Files.writeString(scripts.resolve("password"), "s3cret-but-wrong");
    var settings = new HashMap<>(settings());
    settings.put("password-file", file.toString());
    var spec = RolloutSpec.builder(WEB).image("app", "web:2").build();
    assertThat(hook().admit(spec, settings).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.problem()).contains("password authentication failed");
              assertThat(finding.toString()).doesNotContain("s3cret");
            });
  }
}
