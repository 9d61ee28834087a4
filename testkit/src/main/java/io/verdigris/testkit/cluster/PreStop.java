package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a container does before SIGTERM: a request to itself, or a pause. */
final class PreStop {
  private PreStop() {}

  /** Does it, and then the rest; what fails does not hold up the rest. */
  static void run(Container container, PodLife pod, Runnable then) {
    @Nullable LifecycleHandler handler =
        container.getLifecycle() == null ? null : container.getLifecycle().getPreStop();
    if (handler != null && handler.getHttpGet() != null) {
      var limit = Duration.ofSeconds(Pods.grace(pod.pod()));
      var unused =
          ProbeRun.http(handler.getHttpGet(), container, pod, limit)
              .whenComplete((answer, failure) -> then.run());
    } else {
      var unused = pod.node().loop().schedule(pause(handler), then);
    }
  }

  private static Duration pause(@Nullable LifecycleHandler handler) {
    if (handler != null && handler.getSleep() != null) {
      return Duration.ofSeconds(handler.getSleep().getSeconds());
    }
    if (handler == null || handler.getExec() == null) {
      return Duration.ZERO;
    }
    List<String> words = Pods.orEmpty(handler.getExec().getCommand());
    String last = words.isEmpty() ? "" : words.get(words.size() - 1);
    String number = last.substring(last.lastIndexOf(' ') + 1);
    return String.join(" ", words).contains("sleep")
        ? GoDuration.parse(number + "s").orElse(Duration.ZERO)
        : Duration.ZERO;
  }
}
