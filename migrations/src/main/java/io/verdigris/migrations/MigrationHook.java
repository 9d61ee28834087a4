package io.verdigris.migrations;

import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.VerdigrisException;
import io.verdigris.hooks.CallableHook;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.migrations.Choice.Situation;
import io.verdigris.migrations.MigrationTool.Pending;
import io.verdigris.spi.Admission;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.spi.ProviderContext;
import io.verdigris.spi.RetryLaterException;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Settings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hook of a migration tool: judges what is pending in ADMIT, runs what is safe before DEPLOY,
 * and holds what contracts until each version that runs came with it. The memory of what a version
 * came with is the table {@value Journal#TABLE} in the same database.
 *
 * <p>A second use at {@code phase=DECOMMISSION}, {@code moment=before} runs in the same rollout
 * what the first has held, whatever the old version needs. It must carry {@code
 * point-of-no-return}.
 */
public final class MigrationHook implements PhaseHook, AutoCloseable {
  /** The settings that each such hook has beside its tool's own. */
  public static final List<String> SETTINGS =
      List.of("out-of-order", "phase", "moment", "timeout", "point-of-no-return");

  private static final Logger log = LoggerFactory.getLogger(MigrationHook.class);
  private static final Duration AGAIN = Duration.ofSeconds(3);

  private final String id;
  private final Tools tools;
  private final Supplier<RunningVersions> running;
  private final ExecutorService threads;
  private final CallableHook work;

  /** Makes the tool of a rollout's settings. */
  public interface Tools {
    /** Returns the names of the settings that are the tool's own. */
    boolean isOwn(String setting);

    /** Returns the tables that are the tool's own. */
    Set<String> tables(Settings settings);

    /**
     * Makes the tool.
     *
     * @throws IllegalArgumentException naming setting, value and rule
     */
    MigrationTool make(Database database, Settings settings);
  }

  /**
   * Makes one.
   *
   * @param id the hook's id
   * @param running which versions run
   */
  public MigrationHook(String id, Tools tools, Supplier<RunningVersions> running) {
    this.id = id;
    this.tools = tools;
    this.running = running;
    threads =
        Executors.newCachedThreadPool(
            task -> {
              var thread = new Thread(task, "verdigris-" + id);
              thread.setDaemon(true);
              return thread;
            });
    work = CallableHook.answering(this::migrate, threads);
  }

  /** Makes one that asks the orchestrator's cluster which versions run. */
  public static MigrationHook of(String id, Tools tools, ProviderContext context) {
    return new MigrationHook(id, tools, () -> new ClusterVersions(ClusterAccess.of(context)));
  }

  /** Reads what the settings ask for. */
  private record Task(
      Database database, MigrationTool tool, Set<String> tables, boolean last, boolean outOfOrder) {
    Journal journal() {
      return new Journal(database);
    }
  }

  /**
   * Checks settings as {@link #admit} does, but for what the database says.
   *
   * @throws IllegalArgumentException naming setting, value and rule
   */
  public static void check(String id, Tools tools, Map<String, String> settings) {
    task(id, tools, settings);
  }

  private static Task task(String id, Tools tools, Map<String, String> values) {
    var settings = new Settings(id, values);
    settings.refuseOthers(
        values.keySet().stream()
            .filter(
                key ->
                    SETTINGS.contains(key) || Database.SETTINGS.contains(key) || tools.isOwn(key))
            .toList());
    Database database = Database.parse(settings);
    return new Task(
        database,
        tools.make(database, settings),
        tools.tables(settings),
        isLast(settings),
        settings.oneOf("out-of-order", "false", "true").equals("true"));
  }

  private static boolean isLast(Settings settings) {
    String phase = settings.text("phase").orElse("VERIFY").toUpperCase(Locale.ROOT);
    boolean before = settings.text("moment").orElse("after").equals("before");
    boolean last = phase.equals("DECOMMISSION");
    if (!before || !(last || phase.equals("DEPLOY"))) {
      throw settings.wrong(
          "phase",
          "must be DEPLOY with moment=before, or DECOMMISSION with moment=before to run in the same"
              + " rollout what the former has held");
    } else if (last && settings.text("point-of-no-return").orElse("").isBlank()) {
      throw settings.wrong(
          "point-of-no-return", "must say what is taken away when it runs before DECOMMISSION");
    }
    return last;
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> values) {
    Task task = task(id, tools, values);
    Application application = spec.application();
    var findings = new ArrayList<>(running.get().findings(application));
    var calls = new ArrayList<PlannedCall>();
    var notes = new ArrayList<String>();
    if (task.last()) {
      if (spec.options().keepOld()) {
        notes.add("the old colour is kept, so hook " + id + " does not run what is held");
      }
    } else if (findings.isEmpty()) {
      look(task, application, findings, calls, notes);
    }
    return new Admission(findings, calls, running.get().rights(), notes, 0);
  }

  private void look(
      Task task,
      Application application,
      List<Finding> findings,
      List<PlannedCall> calls,
      List<String> notes) {
    try {
      Pending pending = task.tool().pending();
      findings.addAll(pending.problems());
      findings.addAll(task.journal().invalidIndexes(pending.migrations()));
      Choice choice = choose(task, pending, application, "", running.get().of(application));
      findings.addAll(choice.findings());
      choice.run().forEach(migration -> calls.add(planned(task, migration)));
      choice.run().forEach(migration -> excuses(migration, notes));
      if (!choice.held().isEmpty()) {
        notes.add("hook " + id + ": " + choice.holding());
      }
    } catch (VerdigrisException e) {
      findings.add(unreadable(task, String.valueOf(e.getMessage())));
    } catch (Exception e) {
      log.debug("hook {} cannot read {}", id, task.database().place(), e);
      findings.add(unreadable(task, cause(e)));
    }
  }

  private Finding unreadable(Task task, String why) {
    return new Finding(
        "database of hook " + id,
        task.database().place(),
        "what is pending cannot be read: " + why,
        "correct url, user, password or network, or the scripts that it names");
  }

  private static PlannedCall planned(Task task, Migration migration) {
    return new PlannedCall(
        Phase.DEPLOY,
        "MIGRATE",
        task.database().place(),
        "run " + migration.id() + (migration.contract() ? ", which contracts" : ""));
  }

  private static void excuses(Migration migration, List<String> notes) {
    for (Verdict verdict : migration.excused()) {
      notes.add(
          migration.id()
              + " runs \""
              + verdict.statement()
              + "\", "
              + verdict.effect().name().toLowerCase(Locale.ROOT)
              + ", because "
              + verdict.because());
    }
  }

  private Choice choose(
      Task task, Pending pending, Application application, String rollout, Set<String> versions)
      throws SQLException {
    Journal journal = task.journal();
    return Choice.of(
        pending.migrations(),
        new Situation(
            journal.read(application),
            rollout,
            versions,
            journal.isEmptyBeside(task.tables()),
            task.outOfOrder()));
  }

  @Override
  public Progress<HookResult> call(HookRequest request) {
    return work.call(request);
  }

  /** Runs on a thread of the hook. */
  private HookResult migrate(HookRequest request) {
    Task task = Settings.underWay(() -> task(id, tools, request.settings()));
    try {
      return migrate(task, request.context());
    } catch (VerdigrisException e) {
      throw e;
    } catch (Exception e) {
      if (Database.isLocked(e)) {
        throw new RetryLaterException(
            "a lock that another transaction holds; gave up after "
                + task.database().lockTimeout()
                + ": "
                + cause(e),
            AGAIN);
      }
      throw new VerdigrisException(cause(e), e);
    }
  }

  private HookResult migrate(Task task, RolloutContext context) throws Exception {
    Pending pending = task.tool().pending();
    refuse(pending.problems());
    if (pending.migrations().isEmpty()) {
      return new HookResult("no migration is pending");
    }
    refuse(task.journal().invalidIndexes(pending.migrations()));
    Set<String> versions = running.get().of(context.application());
    if (!task.last()) {
      refuseNamesake(versions, context);
    }
    // past the point of no return only the new version counts
    Set<String> needed = task.last() ? Set.of(context.rollout()) : versions;
    Choice choice = choose(task, pending, context.application(), context.rollout(), needed);
    refuse(choice.findings());
    task.tool().prepare();
    task.journal().write(context, pending.migrations(), choice.held(), versions);
    if (!choice.run().isEmpty()) {
      run(task, context, choice);
    }
    return result(choice);
  }

  /** Rollouts are numbered anew when the ledger was deleted. */
  private static void refuseNamesake(Set<String> versions, RolloutContext context) {
    if (versions.contains(context.rollout())) {
      throw new VerdigrisException(
          "a version of an earlier rollout "
              + context.rollout()
              + " is running, from before the ledger was deleted, so that nobody can tell which of"
              + " the two came with a migration; roll out once more");
    }
  }

  private void run(Task task, RolloutContext context, Choice choice) throws Exception {
    log.info(
        "rollout={} hook={} runs {} on {}",
        context.rollout(),
        id,
        Choice.names(choice.run()),
        task.database().place());
    task.tool().run(choice.run(), connection -> task.journal().check(connection, context));
  }

  private static HookResult result(Choice choice) {
    String ran = choice.run().isEmpty() ? "nothing to run" : "ran " + Choice.names(choice.run());
    String holding = choice.holding();
    return new HookResult(holding.isEmpty() ? ran : ran + "; " + holding, holding);
  }

  private static void refuse(List<Finding> findings) {
    if (!findings.isEmpty()) {
      throw new VerdigrisException(
          "nothing was run: "
              + String.join(" | ", findings.stream().map(Finding::toString).toList()));
    }
  }

  /** A tool's exception tells the reason in its own cause or in itself, on several lines. */
  private static String cause(Throwable e) {
    Throwable told = e;
    while (told.getCause() != null && told.getCause() != told) {
      if (told instanceof OwnershipLostException) {
        break;
      }
      told = told.getCause();
    }
    String own = String.valueOf(e.getMessage());
    String root = String.valueOf(told.getMessage());
    return Statement.shown(own.contains(root) ? own : own + ": " + root);
  }

  @Override
  public void release(RolloutContext context) {
    work.release(context);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
