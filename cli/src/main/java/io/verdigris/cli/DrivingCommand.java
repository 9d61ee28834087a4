package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** What the commands that drive rollouts have in common: they show how it goes. */
abstract class DrivingCommand extends ClusterCommand {
  @Mixin private final ProgressOptions progress = new ProgressOptions();

  DrivingCommand(Surroundings around) {
    super(around);
  }

  /** What is done with an orchestrator while its rollouts are attended to. */
  @FunctionalInterface
  interface Work {
    ExitStatus with(Attendance attendance);
  }

  /**
   * Does the work and closes what it needs.
   *
   * @param one the application, when it is just one: only that can be shown live
   * @param soak how long it will be watched, where that is known
   */
  final ExitStatus drive(Optional<Application> one, Optional<Duration> soak, Work work) {
    String title = one.map(Application::toString).orElse(cluster().namespace());
    List<Output> beside = checked(() -> progress.beside(title, around()));
    try (Output output = outputs(shown(one, soak), beside);
        BlueGreenOrchestrator orchestrator =
            open(BlueGreenOrchestrator.builder().listener(output))) {
      var attendance = new Attendance(orchestrator, output);
      Ending.Registration registration = around().ending().onEnd(attendance::release);
      try {
        one.ifPresent(application -> output.follow(orchestrator, application));
        return work.with(attendance);
      } finally {
        registration.close();
      }
    }
  }

  private static Output outputs(Output shown, List<Output> beside) {
    var all = new ArrayList<>(List.of(shown));
    all.addAll(beside);
    return new Outputs(all);
  }

  private Output shown(Optional<Application> one, Optional<Duration> soak) {
    if (cluster().json()) {
      return new JsonOutput(around().out(), around().clock());
    }
    boolean live = one.isPresent() && !progress.plain() && !cluster().verbose();
    return around()
        .terminal()
        .filter(t -> live)
        .<Output>map(t -> live(one.orElseThrow(), soak, t))
        .orElseGet(() -> new TextOutput(around().out(), around().zone()));
  }

  private Output live(Application application, Optional<Duration> soak, Terminal terminal) {
    var screen = new Screen(around().out(), terminal);
    return new LiveOutput(application, new LiveView(soak), screen, around().clock());
  }
}
