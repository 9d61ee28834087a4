package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.kubernetes.ServiceEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** What the commands that drive rollouts have in common: they show how it goes. */
abstract class DrivingCommand extends ClusterCommand {
  @Mixin private final ProgressOptions progress = new ProgressOptions();
  @Mixin private final EventsOption events = new EventsOption();

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
    Output all = outputs(shown(one, soak), beside);
    // closed last: how a rollout ended is told as the last thing
    try (ServiceEvents told = events.open(cluster(), command()).orElse(null);
        Output output = all;
        BlueGreenOrchestrator orchestrator = open(listening(output, told))) {
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

  private static BlueGreenOrchestrator.Builder listening(
      Output output, @Nullable ServiceEvents told) {
    var builder = BlueGreenOrchestrator.builder().listener(output);
    return told == null ? builder : builder.listener(told);
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
