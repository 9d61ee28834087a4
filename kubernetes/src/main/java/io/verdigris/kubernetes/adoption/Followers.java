package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.verdigris.Colour;
import io.verdigris.kubernetes.Autoscalers;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Marks;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What belongs to a Deployment's pods and goes with them: the HorizontalPodAutoscaler that sizes
 * it, and the PodDisruptionBudgets that protect its pods. The idle colour has a budget of its own,
 * since one budget for both would let all pods of the live one be evicted while both run.
 *
 * @param base the labels that the stable Service selects beside the colour
 */
record Followers(Site site, Map<String, String> base) {
  private static final Duration SOON = Duration.ofMillis(250);

  List<HorizontalPodAutoscaler> autoscalersOf(String deployment) {
    return new Autoscalers(site.api(), site.namespace()).of(List.of(deployment));
  }

  /** Returns the budgets that protect this application's pods and no others'. */
  List<PodDisruptionBudget> budgets() {
    return site.api().list(PodDisruptionBudget.class, site.namespace(), "").stream()
        .filter(b -> selector(b).entrySet().containsAll(base.entrySet()))
        .toList();
  }

  static Map<String, String> selector(PodDisruptionBudget budget) {
    var selector = budget.getSpec().getSelector();
    boolean plain =
        selector != null
            && selector.getMatchLabels() != null
            && (selector.getMatchExpressions() == null || selector.getMatchExpressions().isEmpty());
    return plain ? selector.getMatchLabels() : Map.of();
  }

  private boolean isColoured(PodDisruptionBudget budget) {
    return selector(budget).containsKey(site.colorKey());
  }

  private static boolean isOurs(PodDisruptionBudget budget) {
    return "true".equals(Fences.label(budget, Marks.MANAGED));
  }

  /** Has what sizes one Deployment size the other. */
  Move retarget(List<String> from, String to) {
    return Move.of(
        "PATCH",
        site.place("HorizontalPodAutoscaler", "*"),
        "size " + to + " instead of " + String.join(" or ", from),
        () -> {
          List<Progress<Nothing>> all =
              from.stream()
                  .flatMap(name -> autoscalersOf(name).stream())
                  .map(autoscaler -> retarget(autoscaler, to))
                  .toList();
          return whole(all);
        });
  }

  private Progress<Nothing> retarget(HorizontalPodAutoscaler autoscaler, String to) {
    FencedPatch patch =
        Autoscalers.redirect(FencedPatch.of(autoscaler), Autoscalers.target(autoscaler), to)
            .forget(Marks.FENCE);
    return site.patch(HorizontalPodAutoscaler.class, autoscaler, patch);
  }

  private static Progress<Nothing> whole(List<Progress<Nothing>> all) {
    return all.stream()
        .filter(p -> !(p instanceof Progress.Done<Nothing>))
        .findFirst()
        .orElseGet(Progress::done);
  }

  /** The other colour's budget first: while there is none the first one is not narrowed. */
  Move split(Colour live) {
    return Move.of(
        "PATCH",
        site.place("PodDisruptionBudget", "*"),
        "protect " + live + ", and with one of its own " + live.other(),
        () -> {
          var all = new ArrayList<Progress<Nothing>>();
          for (PodDisruptionBudget budget : budgets()) {
            if (!isColoured(budget)) {
              site.api().create(PodDisruptionBudget.class, twin(budget, live.other()));
              all.add(select(budget, site.with(selector(budget), site.colorKey(), live.label())));
            }
          }
          return whole(all);
        });
  }

  PodDisruptionBudget twin(PodDisruptionBudget budget, Colour colour) {
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withNamespace(site.namespace())
        .withName(budget.getMetadata().getName() + "-" + colour.label())
        .addToLabels(Marks.MANAGED, "true")
        .endMetadata()
        .withSpec(site.api().copy(budget.getSpec()))
        .editSpec()
        .withNewSelector()
        .withMatchLabels(site.with(selector(budget), site.colorKey(), colour.label()))
        .endSelector()
        .endSpec()
        .build();
  }

  private Progress<Nothing> select(PodDisruptionBudget budget, Map<String, String> selector) {
    FencedPatch patch =
        FencedPatch.of(budget)
            .test(selector(budget), "spec", "selector", "matchLabels")
            .set(selector, "spec", "selector", "matchLabels");
    return site.patch(PodDisruptionBudget.class, budget, patch);
  }

  /** Takes the colour from the first budget that a person made, and ours away. */
  Move join() {
    return Move.of(
        "PATCH",
        site.place("PodDisruptionBudget", "*"),
        "protect the pods of either colour again, and delete those made by adopt",
        () -> {
          List<PodDisruptionBudget> coloured = budgets().stream().filter(this::isColoured).toList();
          Optional<Progress<Nothing>> joined =
              coloured.stream().filter(b -> !isOurs(b)).findFirst().map(this::uncolour);
          coloured.stream().filter(Followers::isOurs).forEach(site.api()::delete);
          return joined.orElseGet(Progress::done);
        });
  }

  private Progress<Nothing> uncolour(PodDisruptionBudget budget) {
    var selector = new TreeMap<>(selector(budget));
    selector.remove(site.colorKey());
    return select(budget, selector) instanceof Progress.Done<Nothing>
        ? Progress.done()
        : Progress.waiting(Fences.describe(budget) + " to be read again", SOON);
  }

  /** Tells whether there is a budget that a person made for each colour. */
  boolean hasSeveral() {
    return budgets().stream().filter(this::isColoured).filter(b -> !isOurs(b)).count() > 1;
  }
}
