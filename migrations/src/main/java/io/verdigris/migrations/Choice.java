package io.verdigris.migrations;

import io.verdigris.Finding;
import io.verdigris.migrations.Journal.Entries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of the pending migrations a rollout runs, and which it holds: a contracting one runs only
 * where each version that runs came with it itself, so that none needs what it takes away.
 *
 * @param run those that run, in order
 * @param held those that wait for a later rollout
 * @param waitingFor the versions that keep them from running, as rollouts
 * @param findings what keeps the rollout from going well
 */
record Choice(
    List<Migration> run, List<Migration> held, Set<String> waitingFor, List<Finding> findings) {

  /**
   * What the choice depends on.
   *
   * @param entries what earlier rollouts noted
   * @param rollout this one; empty when it has no id yet
   * @param running the rollouts whose versions run
   * @param free whether there is nothing in the database that anybody could use
   * @param outOfOrder whether a migration may run before one that is held and comes before it
   */
  record Situation(
      Entries entries, String rollout, Set<String> running, boolean free, boolean outOfOrder) {
    /** Without any version, nobody needs what is there. */
    private boolean mayContract(Migration migration) {
      return free
          || entries.released(rollout, migration)
          || running.stream()
              .allMatch(v -> v.equals(rollout) || (!v.isEmpty() && entries.shipped(v, migration)));
    }

    private boolean isJudged(Migration migration) {
      return !free && !entries.released(rollout, migration);
    }
  }

  static Choice of(List<Migration> pending, Situation situation) {
    var run = new ArrayList<Migration>();
    var held = new ArrayList<Migration>();
    var waitingFor = new TreeSet<String>();
    var findings = new ArrayList<Finding>();
    for (Migration migration : pending) {
      findings.addAll(misread(migration));
      if (situation.isJudged(migration)) {
        findings.addAll(refusals(migration));
      }
      if (migration.contract() && !situation.mayContract(migration)) {
        held.add(migration);
        situation.running().stream()
            .filter(
                v -> !v.equals(situation.rollout()) && !situation.entries().shipped(v, migration))
            .forEach(waitingFor::add);
      } else {
        run.add(migration);
        behind(migration, held, situation).ifPresent(findings::add);
      }
    }
    return new Choice(List.copyOf(run), List.copyOf(held), waitingFor, List.copyOf(findings));
  }

  private static List<Finding> misread(Migration migration) {
    return migration.script().wrong().stream()
        .map(
            wrong ->
                new Finding(
                    "migration " + migration.id(),
                    wrong,
                    "cannot be understood",
                    "write \"-- verdigris: contract\", or \"-- verdigris: expand because REASON\" on"
                        + " the line before a statement"))
        .toList();
  }

  private static List<Finding> refusals(Migration migration) {
    return migration.script().refused().stream()
        .map(
            verdict ->
                new Finding(
                    "migration " + migration.id() + ", line " + verdict.line(),
                    verdict.statement(),
                    verdict.reason(),
                    verdict.remedy()))
        .toList();
  }

  /** A script may count on those before it, so that none is run ahead of one unasked. */
  private static Optional<Finding> behind(
      Migration migration, List<Migration> held, Situation situation) {
    return held.isEmpty() || !migration.ordered() || situation.outOfOrder()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "migration " + migration.id(),
                "comes after " + held.get(0).id(),
                "which is held until no version that needs what it takes away is running",
                "put it before that one, or ship that one in a later release; where it does not"
                    + " count on that one, set out-of-order=true"));
  }

  /** Says what is held and for whom; empty when nothing is. */
  String holding() {
    return held.isEmpty()
        ? ""
        : "held for a later rollout: "
            + names(held)
            + ", which the running "
            + (waitingFor.size() == 1 ? "version of " : "versions of ")
            + String.join(", ", waitingFor.stream().map(Choice::spoken).toList())
            + " did not come with";
  }

  private static String spoken(String rollout) {
    return rollout.isEmpty() ? "no known rollout" : rollout;
  }

  static String names(List<Migration> migrations) {
    return String.join(", ", migrations.stream().map(Migration::id).toList());
  }
}
