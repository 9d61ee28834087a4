package io.verdigris.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.migrations.Choice.Situation;
import io.verdigris.migrations.Journal.Entries;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  private static final Migration ADD =
      migration("V1__add.sql", "ALTER TABLE item ADD COLUMN note text");
  private static final Migration TAKE =
      migration("V2__take.sql", "-- verdigris: contract\nALTER TABLE item DROP COLUMN old");
  private static final Migration MORE =
      migration("V3__more.sql", "ALTER TABLE item ADD COLUMN more text");

  private static Migration migration(String id, String sql) {
    return Migration.of(id, true, Dialect.POSTGRESQL, sql);
  }

  private static Choice choose(Situation situation, Migration... pending) {
    return Choice.of(List.of(pending), situation);
  }

  private static Situation running(Map<String, Map<String, Boolean>> noted, String... versions) {
    return new Situation(new Entries(noted, 1), "web-9", Set.of(versions), false, false);
  }

  private static Map<String, Map<String, Boolean>> noted(String rollout, boolean held) {
    return Map.of(rollout, Map.of(TAKE.checksum(), held));
  }

  @Test
  void what_contracts_is_held_while_a_version_runs_that_did_not_come_with_it() {
    Choice choice = choose(running(noted("web-8", true), "web-7", "web-8"), ADD, TAKE);
    assertThat(choice.run()).containsExactly(ADD);
    assertThat(choice.held()).containsExactly(TAKE);
    assertThat(choice.holding())
        .isEqualTo(
            "held for a later rollout: V2__take.sql, which the running version of web-7 did not"
                + " come with");
    assertThat(choice.findings()).isEmpty();
  }

  @Test
  void what_contracts_runs_once_each_version_that_runs_came_with_it() {
    Choice choice = choose(running(noted("web-8", true), "web-8"), ADD, TAKE);
    assertThat(choice.run()).containsExactly(ADD, TAKE);
    assertThat(choice.held()).isEmpty();
  }

  @Test
  void a_script_that_was_edited_since_is_another_one() {
    Migration edited =
        migration("V2__take.sql", "-- verdigris: contract\nALTER TABLE item DROP COLUMN price");
    assertThat(choose(running(noted("web-8", true), "web-8"), edited).held())
        .containsExactly(edited);
  }

  @Test
  void a_version_that_no_rollout_brought_holds_what_contracts() {
    assertThat(choose(running(noted("", true), ""), TAKE).held()).containsExactly(TAKE);
  }

  @Test
  void where_no_version_runs_nobody_needs_what_is_taken_away() {
    assertThat(choose(running(Map.of()), TAKE).run()).containsExactly(TAKE);
  }

  @Test
  void what_a_rollout_was_about_to_run_before_a_crash_it_still_runs() {
    assertThat(choose(running(noted("web-9", false), "web-7"), TAKE).run()).containsExactly(TAKE);
    assertThat(choose(running(noted("web-9", true), "web-7"), TAKE).held()).containsExactly(TAKE);
  }

  @Test
  void nothing_runs_ahead_of_what_is_held_unless_asked_for() {
    Situation situation = running(Map.of(), "web-7");
    assertThat(choose(situation, ADD, TAKE, MORE).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.field()).isEqualTo("migration V3__more.sql");
              assertThat(finding.value()).isEqualTo("comes after V2__take.sql");
              assertThat(finding.remedy()).contains("out-of-order=true");
            });
    var asked = new Situation(situation.entries(), "web-9", situation.running(), false, true);
    assertThat(choose(asked, ADD, TAKE, MORE).findings()).isEmpty();
    assertThat(choose(asked, ADD, TAKE, MORE).run()).containsExactly(ADD, MORE);
  }

  @Test
  void what_destroys_unasked_is_refused_with_script_statement_and_reason() {
    Migration drop = migration("V4__drop.sql", "CREATE SCHEMA s;\nDROP TABLE item;");
    assertThat(choose(running(Map.of(), "web-7"), drop).findings())
        .singleElement()
        .hasToString(
            "migration V4__drop.sql, line 2 \"DROP TABLE item\": a running version may use what it"
                + " takes away; move it to a script of its own with the comment \"-- verdigris:"
                + " contract\", which runs once no version that uses it is running");
  }

  @Test
  void an_empty_database_takes_all() {
    Migration drop = migration("V4__drop.sql", "DROP TABLE item;");
    var empty = new Situation(new Entries(Map.of(), 0), "", Set.of("web-7"), true, false);
    Choice choice = choose(empty, ADD, TAKE, MORE, drop);
    assertThat(choice.findings()).isEmpty();
    assertThat(choice.run()).containsExactly(ADD, TAKE, MORE, drop);
  }
}
