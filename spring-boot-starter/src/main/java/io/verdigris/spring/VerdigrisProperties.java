package io.verdigris.spring;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code verdigris.*}.
 *
 * @param enabled whether there is an orchestrator at all
 * @param kubeconfig the kubeconfig file; without one, and without a {@code KubernetesClient} bean,
 *     it is found as kubectl does, then a pod's service account is used
 * @param context the context in the kubeconfig; else its current one
 * @param colorKey the label that holds the colour; else {@code color}
 * @param switcher the id of what moves traffic where a rollout names none; else {@code
 *     service-selector}
 * @param leaseDuration after how long without a sign of life other processes may take over, at
 *     least 1 s
 * @param resume namespaces whose rollouts that nobody drives are taken over when the application is
 *     ready
 * @param standBy namespaces in which this process takes over, from when the application is ready
 *     until it ends, whatever rollouts other processes leave there
 * @param configuration more configuration of extensions, by key
 */
@ConfigurationProperties("verdigris")
public record VerdigrisProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String kubeconfig,
    @Nullable String context,
    @Nullable String colorKey,
    @Nullable String switcher,
    @DefaultValue("15s") Duration leaseDuration,
    @DefaultValue List<String> resume,
    @DefaultValue List<String> standBy,
    @DefaultValue Map<String, String> configuration) {

  /** Copies the collections. */
  public VerdigrisProperties {
    resume = List.copyOf(resume);
    standBy = List.copyOf(standBy);
    configuration = Map.copyOf(configuration);
  }

  /** Returns what providers are given. */
  Map<String, String> providerConfiguration() {
    var all = new HashMap<>(configuration);
    put(all, "kubernetes.kubeconfig", kubeconfig);
    put(all, "kubernetes.context", context);
    put(all, "kubernetes.color-key", colorKey);
    put(all, "switcher", switcher);
    return all;
  }

  private static void put(Map<String, String> all, String key, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      all.put(key, value);
    }
  }
}
