package io.verdigris.migrations;

import static io.verdigris.migrations.Dialect.MYSQL;
import static io.verdigris.migrations.Dialect.POSTGRESQL;
import static io.verdigris.migrations.Effect.CONTRACT;
import static io.verdigris.migrations.Effect.EXPAND;
import static io.verdigris.migrations.Effect.LOCKING;
import static io.verdigris.migrations.Effect.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlScriptTest {

  private static List<Effect> effects(Dialect dialect, String sql) {
    return SqlScript.judge(dialect, sql).verdicts().stream().map(Verdict::effect).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPAND   | CREATE TABLE note (id bigint PRIMARY KEY, item bigint REFERENCES item)",
        "EXPAND   | create table if not exists \"Note\" (id bigint)",
        "LOCKING  | CREATE TABLE m7 PARTITION OF m FOR VALUES FROM (1) TO (2)",
        "EXPAND   | ALTER TABLE shop.item ADD COLUMN note text",
        "EXPAND   | ALTER TABLE item ADD note varchar(20) DEFAULT 'it''s; new' NOT NULL",
        "EXPAND   | ALTER TABLE item ADD COLUMN at timestamp with time zone DEFAULT now()",
        "EXPAND   | ALTER TABLE item ADD COLUMN n numeric(10, 2) DEFAULT -1.5::numeric(10,2) NOT NULL",
        "LOCKING  | ALTER TABLE item ADD COLUMN key uuid DEFAULT gen_random_uuid()",
        "LOCKING  | ALTER TABLE item ADD COLUMN at timestamptz DEFAULT now() + random() * interval '1 d'",
        "LOCKING  | ALTER TABLE item ADD COLUMN n bigserial",
        "LOCKING  | ALTER TABLE item ADD COLUMN n int GENERATED ALWAYS AS (a + 1) STORED",
        "LOCKING  | ALTER TABLE item ADD COLUMN n int UNIQUE",
        "CONTRACT | ALTER TABLE item ADD COLUMN note text NOT NULL",
        "UNKNOWN  | ALTER TABLE item ADD COLUMN mood mood",
        "LOCKING  | CREATE INDEX item_note ON item (note)",
        "LOCKING  | CREATE INDEX ON item (note)",
        "EXPAND   | CREATE INDEX CONCURRENTLY item_note ON item USING gin (note)",
        "UNKNOWN  | CREATE UNIQUE INDEX CONCURRENTLY item_note ON item (note)",
        "UNKNOWN  | CREATE INDEX CONCURRENTLY IF NOT EXISTS item_note ON item (note)",
        "UNKNOWN  | ALTER TABLE item ADD CONSTRAINT positive CHECK (price > 0) NOT VALID",
        "LOCKING  | ALTER TABLE item ADD CONSTRAINT positive CHECK (price > 0)",
        "LOCKING  | ALTER TABLE item ADD FOREIGN KEY (shop) REFERENCES shop",
        "EXPAND   | ALTER TABLE item ADD CONSTRAINT one UNIQUE USING INDEX item_one",
        "EXPAND   | ALTER TABLE item VALIDATE CONSTRAINT positive",
        "LOCKING  | ALTER TABLE item ALTER COLUMN note SET NOT NULL",
        "EXPAND   | ALTER TABLE item ALTER note DROP NOT NULL",
        "EXPAND   | ALTER TABLE item ALTER COLUMN note SET DEFAULT gen_random_uuid()",
        "CONTRACT | ALTER TABLE item ALTER COLUMN note DROP DEFAULT",
        "LOCKING  | ALTER TABLE item ALTER COLUMN note TYPE varchar(80)",
        "CONTRACT | ALTER TABLE item RENAME COLUMN note TO remark",
        "CONTRACT | ALTER TABLE item RENAME TO thing",
        "CONTRACT | ALTER TABLE item DROP COLUMN note",
        "CONTRACT | ALTER TABLE item ADD COLUMN a int, DROP COLUMN b",
        "LOCKING  | ALTER TABLE item DROP COLUMN b, ADD COLUMN n bigserial",
        "CONTRACT | DROP TABLE item",
        "CONTRACT | DROP INDEX CONCURRENTLY item_note",
        "EXPAND   | ALTER TYPE mood ADD VALUE 'calm'",
        "CONTRACT | ALTER TYPE mood RENAME VALUE 'a' TO 'b'",
        "EXPAND   | INSERT INTO kind VALUES (1, 'new')",
        "LOCKING  | UPDATE item SET note = ''",
        "CONTRACT | DELETE FROM item WHERE note IS NULL",
        "CONTRACT | TRUNCATE item",
        "UNKNOWN  | CREATE OR REPLACE VIEW v AS SELECT 1",
        "UNKNOWN  | CREATE TRIGGER t BEFORE INSERT ON item EXECUTE FUNCTION f()",
        "UNKNOWN  | DO $$ BEGIN EXECUTE 'DROP TABLE item'; END $$",
        "UNKNOWN  | SELECT drop_everything()",
        "UNKNOWN  | WITH gone AS (DELETE FROM item RETURNING *) SELECT 1",
        "EXPAND   | SET lock_timeout = '2s'",
        "UNKNOWN  | SET search_path = other",
        "UNKNOWN  | FROBNICATE CONCURRENTLY item",
        "EXPAND   | COMMENT ON TABLE item IS 'DROP TABLE item;'",
        "EXPAND   | /* a /* nested */ DROP TABLE x; */ CREATE SCHEMA s",
      })
  void a_statement_of_postgresql_is_judged_as_the_table_says(Effect effect, String sql) {
    assertThat(SqlScript.judge(POSTGRESQL, sql).verdicts())
        .singleElement()
        .satisfies(
            verdict -> {
              assertThat(verdict.effect()).isEqualTo(effect);
              assertThat(verdict.reason().isEmpty()).isEqualTo(effect == EXPAND);
              assertThat(verdict.remedy().isEmpty()).isEqualTo(effect == EXPAND);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPAND   | ALTER TABLE `item` ADD COLUMN note varchar(20) AFTER price, ALGORITHM=INSTANT",
        "EXPAND   | ALTER TABLE item ADD COLUMN at datetime DEFAULT CURRENT_TIMESTAMP",
        "LOCKING  | ALTER TABLE item ADD COLUMN id binary(16) DEFAULT (uuid_to_bin(uuid()))",
        "LOCKING  | ALTER TABLE item ADD COLUMN n int AUTO_INCREMENT",
        "CONTRACT | ALTER TABLE item ADD note text NOT NULL",
        "UNKNOWN  | ALTER TABLE item ADD (a int, b int)",
        "EXPAND   | ALTER TABLE item ADD INDEX (note), ALGORITHM=INPLACE, LOCK=NONE",
        "EXPAND   | CREATE INDEX item_note ON item (note)",
        "LOCKING  | CREATE FULLTEXT INDEX item_note ON item (note)",
        "UNKNOWN  | CREATE UNIQUE INDEX item_note ON item (note)",
        "LOCKING  | ALTER TABLE item ADD FOREIGN KEY (shop) REFERENCES shop (id)",
        "LOCKING  | ALTER TABLE item ADD CONSTRAINT positive CHECK (price > 0)",
        "LOCKING  | ALTER TABLE item MODIFY note varchar(300)",
        "LOCKING  | ALTER TABLE item CHANGE note remark varchar(20)",
        "CONTRACT | ALTER TABLE item RENAME COLUMN note TO remark",
        "CONTRACT | RENAME TABLE item TO thing",
        "CONTRACT | ALTER TABLE item DROP COLUMN note, ALGORITHM=INSTANT",
        "EXPAND   | ALTER TABLE item ALTER note SET DEFAULT 'x'",
        "LOCKING  | CREATE TABLE copy AS SELECT * FROM item",
        "LOCKING  | INSERT INTO copy SELECT * FROM item",
        "UNKNOWN  | /*!50000 DROP TABLE item */",
        "EXPAND   | INSERT INTO kind VALUES ('it\\'s; DROP TABLE item')",
        "UNKNOWN  | REPLACE INTO kind VALUES (1)",
      })
  void a_statement_of_mysql_is_judged_as_the_table_says(Effect effect, String sql) {
    assertThat(effects(MYSQL, sql)).containsExactly(effect);
  }

  @Test
  void what_a_script_has_made_itself_nobody_waits_for() {
    assertThat(
            effects(
                POSTGRESQL,
                """
                CREATE TABLE shop.note (id bigint);
                CREATE INDEX ON shop.note (id);
                ALTER TABLE shop.note ADD COLUMN text text NOT NULL;
                UPDATE shop.note SET text = '';
                DROP TABLE shop.note;
                DROP TABLE shop.note;
                """))
        .containsExactly(EXPAND, EXPAND, EXPAND, EXPAND, EXPAND, CONTRACT);
  }

  @Test
  void a_table_that_may_have_been_there_before_is_not_the_scripts_own() {
    assertThat(
            effects(
                POSTGRESQL, "CREATE TABLE IF NOT EXISTS note (id int); CREATE INDEX ON note (id)"))
        .containsExactly(EXPAND, LOCKING);
  }

  @Test
  void a_reason_lets_the_next_statement_run_and_no_other() {
    SqlScript script =
        SqlScript.judge(
            POSTGRESQL,
            """
            -- verdigris: expand because the table has 20 rows
            CREATE INDEX a ON kind (name);
            CREATE INDEX b ON kind (name);
            """);
    assertThat(script.verdicts())
        .extracting(Verdict::because)
        .containsExactly("the table has 20 rows", "");
    assertThat(script.refused()).extracting(Verdict::line).containsExactly(3);
    assertThat(script.wrong()).isEmpty();
  }

  @Test
  void a_contracting_script_may_take_away_but_not_lock() {
    SqlScript script =
        SqlScript.judge(
            POSTGRESQL,
            """
            -- verdigris: contract
            ALTER TABLE item DROP COLUMN old;
            ALTER TABLE item ALTER COLUMN note SET NOT NULL;
            """);
    assertThat(script.contract()).isTrue();
    assertThat(script.refused())
        .singleElement()
        .satisfies(
            verdict -> {
              assertThat(verdict.statement())
                  .isEqualTo("ALTER TABLE item ALTER COLUMN note SET NOT NULL");
              assertThat(verdict.effect()).isEqualTo(LOCKING);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-- verdigris: contarct                           | neither",
        "-- verdigris: expand                             | gives no reason",
        "-- verdigris: expand because                     | gives no reason",
        "CREATE SCHEMA s; -- verdigris: expand because x  | stands behind",
        "-- verdigris: expand because x                   | no statement comes after",
      })
  void a_comment_that_cannot_be_followed_is_told(String sql, String problem) {
    assertThat(SqlScript.judge(POSTGRESQL, sql).wrong())
        .singleElement()
        .asString()
        .contains(problem);
  }

  @Test
  void a_word_to_verdigris_in_a_string_is_none() {
    SqlScript script =
        SqlScript.judge(POSTGRESQL, "INSERT INTO t VALUES ('-- verdigris: contract')");
    assertThat(script.contract()).isFalse();
  }

  @Test
  void delimiters_and_dollar_quotes_keep_a_body_together() {
    assertThat(
            effects(
                MYSQL,
                """
                DELIMITER //
                CREATE PROCEDURE p() BEGIN DROP TABLE item; SELECT 1; END//
                DELIMITER ;
                DROP TABLE item;
                """))
        .containsExactly(EXPAND, CONTRACT);
    assertThat(
            effects(
                POSTGRESQL,
                "CREATE FUNCTION f() RETURNS void AS $x$ DROP TABLE item; $x$ LANGUAGE sql; DROP TABLE t"))
        .containsExactly(EXPAND, CONTRACT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"SELECT 'a", "/* DROP", "$$ x", "INSERT INTO t VALUES (\"a"})
  void what_is_not_closed_is_not_known_to_be_safe(String sql) {
    assertThat(effects(POSTGRESQL, sql)).containsOnly(UNKNOWN);
  }

  @Test
  void a_statement_is_told_with_the_line_that_it_begins_at() {
    assertThat(
            SqlScript.judge(POSTGRESQL, "\n-- first\nCREATE SCHEMA s;\n\n  DROP\n TABLE t;")
                .verdicts())
        .extracting(Verdict::line)
        .containsExactly(3, 5);
  }

  @Test
  void any_text_can_be_judged() {
    String good =
        "-- verdigris: expand because $a$\nALTER TABLE \"a\" ADD COLUMN b int DEFAULT E'\\'' ; DELIMITER // "
            + "CREATE /* x */ INDEX CONCURRENTLY i ON t (b);$x$ ;; $x$ 'a''b' `c` #d\n";
    var random = new Random(4711);
    for (int round = 0; round < 20_000; round++) {
      var text = new StringBuilder(good);
      for (int i = random.nextInt(8); i >= 0; i--) {
        int at = random.nextInt(text.append(' ').length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, good.charAt(random.nextInt(good.length())));
          default -> text.setLength(Math.max(1, at));
        }
      }
      String damaged = text.toString();
      for (Dialect dialect : Dialect.values()) {
        assertThatCode(() -> SqlScript.judge(dialect, damaged))
            .as(damaged)
            .doesNotThrowAnyException();
      }
    }
  }
}
