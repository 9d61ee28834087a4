package io.verdigris.serve;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the fleet stands, as gauges; docs/observability.md names the same.
 *
 * <table>
 * <caption>Meters, each with the tags namespace and service</caption>
 * <tr><th>name</th><th>more tags</th><th>value</th></tr>
 * <tr><td>verdigris.application.phase</td><td>phase, in lower case</td><td>1 for the last rollout's phase</td></tr>
 * <tr><td>verdigris.application.phase.age</td><td></td><td>seconds in that phase</td></tr>
 * <tr><td>verdigris.application.driven</td><td></td><td>under way: 1 when its process shows a sign of life, else 0</td></tr>
 * <tr><td>verdigris.application.approvable</td><td></td><td>1 while it waits for a person</td></tr>
 * <tr><td>verdigris.application.problems</td><td></td><td>how many things are wrong with its objects</td></tr>
 * <tr><td>verdigris.application.live</td><td>colour</td><td>1 for the colour that serves</td></tr>
 * <tr><td>verdigris.application.pods.ready</td><td>colour</td><td>pods that are ready</td></tr>
 * <tr><td>verdigris.application.pods.desired</td><td>colour</td><td>pods that are asked for</td></tr>
 * <tr><td>verdigris.application.readable</td><td></td><td>0 when it could not be read: then it has no other</td></tr>
 * </table>
 */
final class FleetMeters {
  private final PrometheusMeterRegistry registry;
  private final Fleet fleet;
  private final InstantSource clock;
  private final MultiGauge phase;
  private final MultiGauge age;
  private final MultiGauge driven;
  private final MultiGauge approvable;
  private final MultiGauge problems;
  private final MultiGauge live;
  private final MultiGauge ready;
  private final MultiGauge desired;
  private final MultiGauge readable;

  FleetMeters(PrometheusMeterRegistry registry, Fleet fleet, InstantSource clock) {
    this.registry = registry;
    this.fleet = fleet;
    this.clock = clock;
    phase = gauge("phase", "1 for the last rollout's phase", "");
    age = gauge("phase.age", "how long the last rollout has been in its phase", "seconds");
    driven = gauge("driven", "whether the process that drives the rollout is alive", "");
    approvable = gauge("approvable", "whether the rollout waits for a person", "");
    problems = gauge("problems", "what is wrong with the application's objects", "");
    live = gauge("live", "1 for the colour that serves", "");
    ready = gauge("pods.ready", "pods that are ready", "");
    desired = gauge("pods.desired", "pods that are asked for", "");
    readable = gauge("readable", "whether the application could be read", "");
  }

  private MultiGauge gauge(String name, String description, String unit) {
    return MultiGauge.builder("verdigris.application." + name)
        .description(description)
        .baseUnit(unit.isEmpty() ? null : unit)
        .register(registry);
  }

  /** Reads the fleet and returns all meters of the registry in Prometheus' text format. */
  synchronized String scrape() {
    List<Fleet.Seen> all = fleet.all();
    readable.register(
        all.stream()
            .map(seen -> row(seen, Tags.empty(), seen.status().isPresent() ? 1 : 0))
            .toList(),
        true);
    var rows = new Rows();
    all.forEach(rows::add);
    rows.register();
    return registry.scrape();
  }

  private static Row<?> row(Fleet.Seen seen, Tags more, double value) {
    Tags tags =
        Tags.of(
            "namespace", seen.application().namespace(), "service", seen.application().service());
    return Row.of(tags.and(more), value);
  }

  /** The rows of one look. */
  private final class Rows {
    private final List<Row<?>> phases = new ArrayList<>();
    private final List<Row<?>> ages = new ArrayList<>();
    private final List<Row<?>> drivers = new ArrayList<>();
    private final List<Row<?>> approvables = new ArrayList<>();
    private final List<Row<?>> troubles = new ArrayList<>();
    private final List<Row<?>> lives = new ArrayList<>();
    private final List<Row<?>> readies = new ArrayList<>();
    private final List<Row<?>> desireds = new ArrayList<>();

    void add(Fleet.Seen seen) {
      seen.status().ifPresent(status -> add(seen, status));
    }

    private void add(Fleet.Seen seen, RolloutStatus status) {
      status.phase().ifPresent(p -> phases.add(row(seen, Tags.of("phase", word(p)), 1)));
      status
          .since()
          .map(at -> Duration.between(at, clock.instant()).toMillis() / 1e3)
          .ifPresent(seconds -> ages.add(row(seen, Tags.empty(), Math.max(0, seconds))));
      if (status.phase().filter(p -> !p.isFinal()).isPresent()) {
        drivers.add(row(seen, Tags.empty(), status.ownerAlive() ? 1 : 0));
        approvables.add(row(seen, Tags.empty(), isApprovable(status) ? 1 : 0));
      }
      troubles.add(row(seen, Tags.empty(), status.problems().size()));
      for (Colour colour : Colour.values()) {
        add(seen, status, colour);
      }
    }

    private void add(Fleet.Seen seen, RolloutStatus status, Colour colour) {
      Tags tags = Tags.of("colour", colour.label());
      lives.add(row(seen, tags, status.live().filter(colour::equals).isPresent() ? 1 : 0));
      var size = status.colours().get(colour);
      if (size != null) {
        readies.add(row(seen, tags, size.ready()));
        desireds.add(row(seen, tags, size.desired()));
      }
    }

    void register() {
      phase.register(phases, true);
      age.register(ages, true);
      driven.register(drivers, true);
      approvable.register(approvables, true);
      problems.register(troubles, true);
      live.register(lives, true);
      ready.register(readies, true);
      desired.register(desireds, true);
    }
  }

  private static boolean isApprovable(RolloutStatus status) {
    return status.possible().stream().anyMatch(p -> p.action() == RolloutStatus.Action.APPROVE);
  }

  private static String word(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }
}
