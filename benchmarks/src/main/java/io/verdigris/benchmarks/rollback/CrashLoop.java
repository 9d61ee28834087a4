package io.verdigris.benchmarks.rollback;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.verdigris.testkit.cluster.TestApplication;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Has the new colour's containers end one after the other, again and again: each second the next
 * one is told to fail its liveness probe, whatever it has been through. Kubelet ends it, starts it
 * at once the first time, and after its back-off later.
 */
final class CrashLoop implements Fault {
  /** What asks to be ended must not be taken for what asks to be spared. */
  static PodTemplateSpec probes(PodTemplateSpec template) {
    Container container = template.getSpec().getContainers().get(0);
    Probe readiness = container.getReadinessProbe();
    Probe liveness =
        readiness
            .edit()
            .withFailureThreshold(1)
            // without this it would be given the time to end in order
            .withTerminationGracePeriodSeconds(1L)
            .build();
    container.setLivenessProbe(liveness);
    container.setReadinessProbe(
        readiness.edit().editHttpGet().withPath("/livez").endHttpGet().build());
    return template;
  }

  @Override
  public Runnable begin(TestApplication web, PodCalls calls) {
    List<Pod> pods = PodCalls.of(web, "green");
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(pods.size());
    for (int i = 0; i < pods.size(); i++) {
      Pod pod = pods.get(i);
      var unused =
          clock.scheduleAtFixedRate(() -> end(calls, pod), i, pods.size(), TimeUnit.SECONDS);
    }
    return clock::shutdownNow;
  }

  private static void end(PodCalls calls, Pod pod) {
    try {
      calls.fault(pod, "unready=true");
    } catch (UncheckedIOException | IllegalStateException e) {
      // it is ended already, and told again when it is back
    }
  }
}
