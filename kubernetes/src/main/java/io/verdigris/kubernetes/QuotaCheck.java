package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.verdigris.Finding;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out whether the namespace's quotas have room for more pods. */
public record QuotaCheck(ApiServer api, String namespace) {

  /**
   * Returns a finding for each quota that has no room for so many more pods like this.
   *
   * @param more how many; 0 or more
   */
  public List<Finding> tooSmall(PodSpec pod, int more) {
    return api.list(ResourceQuota.class, namespace, "").stream()
        .filter(QuotaCheck::isForAll)
        .flatMap(quota -> exceeded(quota, pod, more))
        .toList();
  }

  /** Whether a quota with scopes counts a pod is for the server to say. */
  private static boolean isForAll(ResourceQuota quota) {
    List<String> scopes = quota.getSpec().getScopes();
    return quota.getStatus() != null
        && quota.getStatus().getHard() != null
        && (scopes == null || scopes.isEmpty())
        && quota.getSpec().getScopeSelector() == null;
  }

  private static Stream<Finding> exceeded(ResourceQuota quota, PodSpec pod, int more) {
    Map<String, Quantity> used = Optional.ofNullable(quota.getStatus().getUsed()).orElse(Map.of());
    return quota.getStatus().getHard().entrySet().stream()
        .flatMap(
            hard -> {
              String resource = hard.getKey();
              BigDecimal needed = ofPod(resource, pod).multiply(BigDecimal.valueOf(more));
              BigDecimal there = amount(used.get(resource));
              boolean fits = there.add(needed).compareTo(amount(hard.getValue())) <= 0;
              return fits || needed.signum() == 0
                  ? Stream.of()
                  : Stream.of(finding(quota, resource, hard.getValue(), there, needed));
            });
  }

  private static Finding finding(
      ResourceQuota quota, String resource, Quantity hard, BigDecimal used, BigDecimal needed) {
    return new Finding(
        "quota " + quota.getMetadata().getName(),
        resource + " " + hard,
        "the new colour needs "
            + needed.stripTrailingZeros().toPlainString()
            + " more, but "
            + used.stripTrailingZeros().toPlainString()
            + " is in use",
        "raise the quota, or run fewer or smaller pods");
  }

  private static BigDecimal ofPod(String resource, PodSpec pod) {
    return switch (resource) {
      case "pods", "count/pods" -> BigDecimal.ONE;
      case "cpu", "requests.cpu" -> sum(pod, "cpu", false);
      case "memory", "requests.memory" -> sum(pod, "memory", false);
      case "limits.cpu" -> sum(pod, "cpu", true);
      case "limits.memory" -> sum(pod, "memory", true);
      default -> BigDecimal.ZERO;
    };
  }

  /** Init containers run one by one before the others, so that the larger of the two counts. */
  private static BigDecimal sum(PodSpec pod, String resource, boolean limits) {
    BigDecimal running =
        amounts(pod.getContainers(), resource, limits).reduce(BigDecimal.ZERO, BigDecimal::add);
    return amounts(pod.getInitContainers(), resource, limits).reduce(running, BigDecimal::max);
  }

  private static Stream<BigDecimal> amounts(
      List<Container> containers, String resource, boolean limits) {
    return Optional.ofNullable(containers).orElse(List.of()).stream()
        .map(Container::getResources)
        .filter(r -> r != null)
        .map(r -> amount(of(r, resource, limits)));
  }

  /** A limit stands for a request that is not given. */
  private static @Nullable Quantity of(
      ResourceRequirements resources, String resource, boolean limits) {
    Map<String, Quantity> max = Optional.ofNullable(resources.getLimits()).orElse(Map.of());
    Map<String, Quantity> min = Optional.ofNullable(resources.getRequests()).orElse(Map.of());
    return limits ? max.get(resource) : min.getOrDefault(resource, max.get(resource));
  }

  private static BigDecimal amount(@Nullable Quantity quantity) {
    return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
  }
}
