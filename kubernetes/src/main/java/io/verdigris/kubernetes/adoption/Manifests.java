package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.verdigris.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The objects of a pair, to be kept in a repository instead of those before. */
record Manifests(Site site) {
  private static final String HEAD =
      """
      # The pair as adopt makes it. What changes with each rollout is left out, so that applying this
      # again moves no traffic: the colour in the Services' selectors.
      # The Deployment is for an installation anew; rollouts change its image and size, so that it is
      # not to be applied to an application that runs.
      """;

  String of(Adopting adopting, AdoptionRequest request) {
    var objects = new ArrayList<HasMetadata>();
    adopting.services().forEach(name -> objects.add(bare(site.require(name))));
    Optional<Deployment> plain = site.deployment(request.deployment());
    plain
        .map(adopting::drawn)
        .or(() -> site.deployment(adopting.target()))
        .map(this::bare)
        .ifPresent(objects::add);
    objects.addAll(budgets());
    return HEAD
        + objects.stream()
            .map(site.api()::yaml)
            .map(Manifests::document)
            .collect(Collectors.joining());
  }

  private static String document(String yaml) {
    String text = yaml.startsWith("---") ? yaml : "---\n" + yaml;
    return text.endsWith("\n") ? text : text + "\n";
  }

  private List<PodDisruptionBudget> budgets() {
    var followers = new Followers(site, site.base(site.stable()));
    var all = new ArrayList<PodDisruptionBudget>();
    for (PodDisruptionBudget budget : followers.budgets()) {
      if (!Followers.selector(budget).containsKey(site.colorKey())) {
        for (Colour colour : Colour.values()) {
          PodDisruptionBudget twin = followers.twin(budget, colour);
          if (colour == Colour.BLUE) {
            twin.getMetadata().setName(budget.getMetadata().getName());
            twin.getMetadata().setLabels(budget.getMetadata().getLabels());
          }
          all.add(twin);
        }
      }
    }
    return all;
  }

  private Service bare(Service service) {
    Service copy = site.api().copy(service);
    copy.setMetadata(bare(copy.getMetadata()));
    copy.setStatus(null);
    copy.getSpec().setSelector(site.base(service));
    copy.getSpec().setClusterIP(null);
    copy.getSpec().setClusterIPs(List.of());
    return copy;
  }

  private Deployment bare(Deployment deployment) {
    Deployment copy = site.api().copy(deployment);
    copy.setMetadata(bare(copy.getMetadata()));
    copy.setStatus(null);
    return copy;
  }

  private static ObjectMeta bare(ObjectMeta given) {
    var meta = new ObjectMeta();
    meta.setNamespace(given.getNamespace());
    meta.setName(given.getName());
    meta.setLabels(Optional.ofNullable(given.getLabels()).orElse(Map.of()));
    return meta;
  }
}
