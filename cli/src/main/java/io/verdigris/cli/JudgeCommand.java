package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.Extension;
import io.verdigris.ProviderSelectionException;
import io.verdigris.RolloutEvent;
import io.verdigris.judging.Replay;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Judges recorded rollouts again; needs no cluster. */
@Command(
    name = "judge",
    description = {
      "Judges a recorded rollout again, by other limits when any are given, and says how it would"
          + " have ended.",
      "Of several in one file the worst end is the exit status: 0 would have been promoted, 11 would"
          + " have gone back, 12 could not be told, so that a person must look."
    })
final class JudgeCommand implements Callable<Integer> {
  private final Surroundings around;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE.json",
      description = "What run --record or run -o json has written; - reads standard input.")
  private Path from = Path.of("-");

  @Mixin private final LimitOptions limits = new LimitOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  JudgeCommand(Surroundings around) {
    this.around = around;
  }

  /** A rollout in a file: numbers are given out for each application. */
  private record Id(Application application, String rollout) {}

  @Override
  public Integer call() {
    Map<Id, Replay> replays = new LinkedHashMap<>();
    try {
      List<Extension> policies = limits.policies();
      RecordedEvents.read("--from", from, event -> replay(event, policies, replays));
      return judged(replays).code();
    } catch (IllegalArgumentException | ProviderSelectionException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static void replay(
      RolloutEvent event, List<Extension> policies, Map<Id, Replay> replays) {
    replays
        .computeIfAbsent(
            new Id(event.application(), event.rollout()),
            id -> policies.isEmpty() ? Replay.asRecorded() : Replay.under(policies))
        .onEvent(event);
  }

  /** Tells what came of those that were judged at all, and returns the worst. */
  private ExitStatus judged(Map<Id, Replay> replays) {
    replays.values().removeIf(replay -> replay.result().policies().isEmpty());
    if (replays.isEmpty()) {
      throw new IllegalArgumentException(
          "--from \""
              + from
              + "\" holds no rollout that was judged; give the record of one that moved traffic");
    }
    ExitStatus worst = ExitStatus.OK;
    for (Map.Entry<Id, Replay> entry : replays.entrySet()) {
      Replay.Result result = entry.getValue().result();
      print(new Judged(entry.getKey().application(), entry.getKey().rollout(), result));
      worst = worst.worse(ExitStatus.of(result.end()));
    }
    return worst;
  }

  private void print(Judged judged) {
    if (output.json()) {
      judged.objects().forEach(around.out()::println);
    } else {
      judged.lines().forEach(around.out()::println);
    }
  }
}
