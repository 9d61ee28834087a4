package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Colour;
import io.verdigris.kubernetes.DeploymentReadiness;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.Marks;
import io.verdigris.kubernetes.QuotaCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What keeps an ordinary application from becoming a pair of colours. */
record AdoptChecks(Site site, AdoptionRequest request, Adopting adopting, Refusals refusals) {

  /** Looks for all of it; what was found is in the refusals. */
  void check() {
    refusals.rights();
    if (!refusals.none()) {
      return;
    }
    for (String name : adopting.services()) {
      Optional<Service> service = site.service(name);
      service.ifPresentOrElse(refusals::kind, () -> missing("Service", name));
    }
    if (!refusals.none() || underWay()) {
      return;
    }
    refusals.rollout();
    Optional<Deployment> plain = site.deployment(request.deployment());
    if (site.colour(site.stable()).isPresent()) {
      coloured(site.stable());
    } else if (plain.isEmpty()) {
      missing("Deployment", request.deployment());
    } else {
      ordinary(plain.get());
    }
  }

  private void missing(String kind, String name) {
    refusals.add(kind, name, "does not exist in namespace " + site.namespace(), "correct the name");
  }

  /** What was checked when it began is not checked again: half of it has been changed since. */
  private boolean underWay() {
    String mark = site.mark(site.stable());
    if (!mark.isEmpty() && !mark.equals(adopting.mark())) {
      refusals.add("annotation " + Marks.ADOPTION, mark, "another one", Handover.other(mark));
    }
    return !mark.isEmpty();
  }

  private void coloured(Service service) {
    refusals.add(
        Fences.describe(service) + " spec.selector",
        Layout.selector(service),
        "names a colour already, but Deployment " + request.deployment() + " is there as well",
        "it is a pair already; delete that Deployment, which no Service selects, or name the"
            + " application's own");
  }

  private void ordinary(Deployment plain) {
    refusals.ready(plain);
    labels(plain);
    if (refusals.none()) {
      strangers(plain);
      others(plain);
      colours();
      room(plain);
    }
  }

  private void labels(Deployment plain) {
    Map<String, String> labels = Site.labels(plain);
    if (labels.containsKey(site.colorKey())) {
      refusals.add(
          Fences.describe(plain) + " spec.template.metadata.labels." + site.colorKey(),
          labels.get(site.colorKey()),
          "has a label with the colour's key already",
          "choose another by --color-key, or take it away");
    }
    for (String name : adopting.services()) {
      Service service = site.require(name);
      if (!labels.entrySet().containsAll(Layout.selector(service).entrySet())) {
        refusals.add(
            Fences.describe(service) + " spec.selector",
            Layout.selector(service),
            "does not select the pods of Deployment "
                + request.deployment()
                + ", labelled "
                + labels,
            "name the Deployment that it selects, or correct the selector");
      }
    }
  }

  private void strangers(Deployment plain) {
    Map<String, String> selector = Layout.selector(site.stable());
    var others =
        site.pods(selector).stream()
            .filter(pod -> !Site.isOf(pod, request.deployment()))
            .filter(pod -> !Site.isOf(pod, adopting.target()))
            .map(Pod::getMetadata)
            .map(meta -> meta.getName())
            .collect(Collectors.toCollection(TreeSet::new));
    if (!others.isEmpty()) {
      refusals.add(
          Fences.describe(site.stable()) + " spec.selector",
          selector,
          "selects pods that are not of " + Fences.describe(plain) + ": " + others,
          "delete or relabel these; they would get no requests any more");
    }
  }

  /** The next version's pods would be sent their requests before they are verified. */
  private void others(Deployment plain) {
    List<String> also =
        site.api().list(Service.class, site.namespace(), "").stream()
            .filter(s -> Site.selects(s, plain))
            .map(s -> s.getMetadata().getName())
            .filter(name -> !adopting.services().contains(name))
            .sorted()
            .toList();
    for (String name : also) {
      refusals.add(
          "Service",
          name,
          "selects the same pods without their colour, so that it would send requests to the next"
              + " version as soon as that is deployed",
          "add --also " + name + ", and --switcher service-selector:also=" + name + " to each run");
    }
  }

  private void colours() {
    for (Colour colour : Colour.values()) {
      String name = site.colourName(colour);
      site.deployment(name)
          .ifPresent(
              there ->
                  refusals.add(
                      "Deployment", name, "is needed for colour " + colour, "rename or delete it"));
      site.service(name)
          .filter(there -> !Fences.label(there, Marks.MANAGED).equals("true"))
          .ifPresent(
              there ->
                  refusals.add(
                      "Service", name, "is needed for colour " + colour, "rename or delete it"));
    }
  }

  private void room(Deployment plain) {
    int replicas = DeploymentReadiness.desired(plain);
    refusals
        .findings()
        .addAll(
            new QuotaCheck(site.api(), site.namespace())
                .tooSmall(plain.getSpec().getTemplate().getSpec(), replicas));
    site.api()
        .refusesCreate(Deployment.class, adopting.drawn(plain))
        .filter(why -> site.deployment(adopting.target()).isEmpty())
        .ifPresent(
            why ->
                refusals.add(
                    "Deployment",
                    adopting.target(),
                    "the API server would refuse it: " + why,
                    "put right what it names"));
  }
}
