package io.verdigris.internal;

import io.micrometer.observation.ObservationRegistry;
import io.verdigris.RolloutListener;
import io.verdigris.spi.EntryProbe;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.TaskScheduler;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** What all rollouts of one orchestrator share. */
record Facilities(
    String owner,
    InstantSource clock,
    TaskScheduler scheduler,
    RandomGenerator random,
    Calls calls,
    Meters meters,
    RolloutStore store,
    OwnerLease lease,
    EntryProbe probe,
    ObservationRegistry observations,
    List<RolloutListener> listeners) {

  Steps steps(Extensions extensions, Traces traces) {
    var readings = new Readings(extensions.metrics(), calls);
    var common = new ExtensionCalls(extensions, calls);
    var recorder = new Recorder(extensions.policies(), extensions.switcher().shares());
    var traffic = new TrafficSteps(extensions, calls, scheduler, meters, traces);
    var watch = new WatchSteps(extensions, readings, calls, recorder);
    return new Steps(
        new TrafficGuard(common),
        new OldRecord(common, readings),
        new HookSteps(extensions, calls),
        new EnvironmentSteps(extensions, calls),
        traffic,
        new EvidenceSteps(common, probe, clock, readings, recorder),
        watch,
        new CompareSteps(common, traffic, readings, watch));
  }
}
