package io.verdigris.cli;

import io.verdigris.Plan;
import io.verdigris.kubernetes.ServiceEvents;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether turning points are told as Events of the Service. */
final class EventsOption {
  @Option(
      names = "--events",
      description =
          "Tells turning points as Events of the Service, for kubectl describe; takes the right to"
              + " create events.k8s.io/events.")
  private boolean events;

  /** Returns what tells them, to be closed once nothing is told any more; empty when not wanted. */
  Optional<ServiceEvents> open(ClusterOptions cluster, CommandSpec command) {
    return events ? Optional.of(cluster.usable(command, ServiceEvents::of)) : Optional.empty();
  }

  /** Adds the right that it takes to those of a plan. */
  Plan with(Plan plan) {
    return events ? plan.with(List.of(ServiceEvents.RIGHT), List.of()) : plan;
  }
}
