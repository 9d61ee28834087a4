package io.verdigris.examples.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.Extension;
import io.verdigris.Phase;
import io.verdigris.Rollout;
import io.verdigris.RolloutOutcome;
import io.verdigris.RolloutSpec;
import io.verdigris.hooks.flyway.FlywayMigrations;
import io.verdigris.hooks.liquibase.LiquibaseMigrations;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.database.PostgresServer;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two versions of an application on one real database, under load, while rollouts change it. */
class MigrationsIT {
  private static final String ITEM =
      "CREATE TABLE item (id bigserial PRIMARY KEY, name text NOT NULL, price_text text);\n";
  private static final String PRICE = "ALTER TABLE item ADD COLUMN price numeric(10, 2);\n";
  private static final String TAKE =
      "-- verdigris: contract\nALTER TABLE item DROP COLUMN price_text;\n";

  private final List<AutoCloseable> closing = new ArrayList<>();
  private final PostgresServer server = PostgresServer.assumed();
  private final String name = server.unusedName();
  @TempDir private Path scripts;
  private EmbeddedCluster cluster;
  private TestApplication web;
  private BlueGreenOrchestrator orchestrator;
  private Shop shop;
  private Connection database;

  @BeforeEach
  void open() throws Exception {
    try (Connection admin = connect(server.adminUrl());
        Statement statement = admin.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    database = closing(connect(server.url(name)));
    cluster = closing(EmbeddedCluster.start());
    web = closing(new TestApplication(cluster));
    web.service(TestApplication.selector("blue"));
    orchestrator =
        closing(
            BlueGreenOrchestrator.builder().configuration(web.context().configuration()).build());
    closing(this::stop);
  }

  /** Clients end before what they use. */
  private void stop() {
    if (shop != null) {
      shop.close();
    }
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    closing.add(0, closeable);
    return closeable;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : closing) {
      closeable.close();
    }
  }

  private Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, PostgresServer.USER, server.password());
  }

  private void script(String file, String text) throws Exception {
    Files.writeString(scripts.resolve(file), text);
  }

  private Extension flyway() {
    return FlywayMigrations.at(server.url(name))
        .user(PostgresServer.USER)
        .passwordFromFile(server.passwordFile())
        .locations(scripts)
        .extension();
  }

  private Extension liquibase() {
    return LiquibaseMigrations.at(server.url(name))
        .user(PostgresServer.USER)
        .passwordFromFile(server.passwordFile())
        .changelog(scripts, "changes.sql")
        .extension();
  }

  private RolloutSpec.Builder spec(String tag, Extension hook) {
    return web.spec(tag).soak(Duration.ofSeconds(2)).drainTimeout(Duration.ofSeconds(1)).use(hook);
  }

  /** A rollout of what is live already, with the hook, makes the tables in the empty database. */
  private void begin(Extension hook) throws Exception {
    web.deployment("blue", 2);
    web.awaitReady("blue", 2);
    web.awaitEntry();
    assertThat(rollOut("v1", hook)).isInstanceOf(RolloutOutcome.Promoted.class);
    shop = new Shop(cluster.entry(web.namespace(), "web"), () -> connect(server.url(name)));
    awaitServed("v1");
  }

  private void awaitServed(String version) {
    int before = shop.served(version);
    Patience.until(version + " serves", () -> shop.served(version) >= before + 20);
  }

  /** What ends still uses the database, and counts as running until it has ended. */
  private RolloutOutcome rollOut(String tag, Extension hook) throws Exception {
    RolloutOutcome outcome = orchestrator.start(spec(tag, hook).build()).await();
    Patience.until("pods of one colour are left", this::isOneColour);
    return outcome;
  }

  private boolean isOneColour() {
    return web.client().pods().inNamespace(web.namespace()).list().getItems().stream()
            .map(pod -> pod.getMetadata().getLabels().get("color"))
            .distinct()
            .count()
        == 1;
  }

  private boolean has(String column) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM information_schema.columns WHERE table_name = 'item'"
                    + " AND column_name = '"
                    + column
                    + "'")) {
      row.next();
      return row.getInt(1) == 1;
    }
  }

  @Test
  void both_versions_work_on_one_schema_forward_back_and_until_the_old_column_is_gone()
      throws Exception {
    script("V1__item.sql", ITEM);
    begin(flyway());

    script("V2__price.sql", PRICE);
    Rollout aborted = orchestrator.start(spec("v2", flyway()).build());
    Patience.until("v2 has traffic", () -> aborted.phase() == Phase.MONITOR);
    awaitServed("v2");
    aborted.abort("test", "the way back is to be seen");
    assertThat(aborted.await()).isInstanceOf(RolloutOutcome.RolledBack.class);
    awaitServed("v1");
    assertThat(has("price")).isTrue();

    assertThat(rollOut("v2", flyway())).isInstanceOf(RolloutOutcome.Promoted.class);
    awaitServed("v2");

    script("V3__take.sql", TAKE);
    RolloutOutcome holding = rollOut("v3", flyway());
    assertThat(holding).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(holding.notes())
        .containsOnlyOnce(
            "hook flyway: held for a later rollout: V3__take.sql, which the running version of"
                + " web-3 did not come with");
    assertThat(has("price_text")).isTrue();
    awaitServed("v3");

    assertThat(rollOut("v3", flyway())).isInstanceOf(RolloutOutcome.Promoted.class);
    assertThat(has("price_text")).isFalse();
    awaitServed("v3");
    assertThat(shop.failed()).isEmpty();
  }

  @Test
  void what_destroys_is_refused_before_anything_is_changed() throws Exception {
    script("V1__item.sql", ITEM);
    begin(flyway());
    script("V2__price.sql", PRICE + "DROP TABLE item;\n");

    RolloutOutcome outcome = rollOut("v2", flyway());

    assertThat(outcome)
        .isInstanceOfSatisfying(
            RolloutOutcome.Rejected.class,
            rejected ->
                assertThat(rejected.findings())
                    .singleElement()
                    .satisfies(
                        finding -> {
                          assertThat(finding.field()).isEqualTo("migration V2__price.sql, line 2");
                          assertThat(finding.value()).isEqualTo("DROP TABLE item");
                        }));
    assertThat(has("price")).isFalse();
    awaitServed("v1");
    assertThat(shop.failed()).isEmpty();
  }

  @Test
  void liquibase_does_the_same_with_change_sets() throws Exception {
    String head = "--liquibase formatted sql\n\n--changeset shop:1\n" + ITEM;
    String price = "\n--changeset shop:2\n" + PRICE;
    script("changes.sql", head);
    begin(liquibase());

    script(
        "changes.sql",
        head + price + "\n--changeset shop:3 labels:contract\n" + TAKE.replaceAll("--.*\n", ""));
    assertThat(rollOut("v2", liquibase()).notes())
        .anySatisfy(note -> assertThat(note).contains("changes.sql::3::shop", "web-1"));
    awaitServed("v2");
    assertThat(has("price_text")).isTrue();
    assertThat(shop.served("v1")).isPositive();
    assertThat(shop.failed()).isEmpty();
  }
}
