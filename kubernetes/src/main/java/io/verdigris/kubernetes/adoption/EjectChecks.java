package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.kubernetes.DeploymentReadiness;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.Marks;
import io.verdigris.kubernetes.QuotaCheck;
import java.util.Optional;

/** What keeps a pair of colours from becoming an ordinary application. */
record EjectChecks(Site site, AdoptionRequest request, Ejecting ejecting, Refusals refusals) {

  /** Looks for all of it; what was found is in the refusals. */
  void check() {
    refusals.rights();
    if (!refusals.none()) {
      return;
    }
    String name = request.application().service();
    Optional<Service> service = site.service(name);
    service.ifPresentOrElse(
        refusals::kind,
        () ->
            refusals.add(
                "Service",
                name,
                "does not exist in namespace " + site.namespace(),
                "correct the name"));
    if (refusals.none()) {
      refusals.edge(service.orElseThrow());
      refusals.rollout();
      pair(service.orElseThrow());
    }
  }

  private void pair(Service service) {
    String mark = site.mark(service);
    String adopted = Adopting.WORD + request.deployment();
    if (!mark.isEmpty() && !mark.equals(ejecting.mark()) && !mark.equals(adopted)) {
      refusals.add(
          "annotation " + Marks.ADOPTION,
          mark,
          "names another Deployment than " + request.deployment(),
          "add --deployment " + mark.replaceFirst("^[a-z]+ ", ""));
    } else if (site.colour(service).isPresent()) {
      ejecting.live().ifPresentOrElse(this::live, () -> nothingLive(service));
    } else if (mark.isEmpty()) {
      refusals.add(
          Fences.describe(service) + " spec.selector",
          Layout.selector(service),
          "names no colour, but Deployments with colours are there",
          "have it select the live colour first, or delete these Deployments");
    }
  }

  private void nothingLive(Service service) {
    refusals.add(
        Fences.describe(service) + " spec.selector",
        Layout.selector(service),
        "no Deployment's pods have these labels",
        "bring the live Deployment back, or correct the selector");
  }

  private void live(Deployment live) {
    refusals.ready(live);
    site.deployment(request.deployment()).ifPresent(this::inTheWay);
    int more =
        site.deployment(request.deployment()).isPresent() ? 0 : DeploymentReadiness.desired(live);
    refusals
        .findings()
        .addAll(
            new QuotaCheck(site.api(), site.namespace())
                .tooSmall(live.getSpec().getTemplate().getSpec(), more));
  }

  /** One without pods may be what adopt has kept; it is brought to the live version. */
  private void inTheWay(Deployment there) {
    boolean fits =
        !Site.labels(there).containsKey(site.colorKey())
            && Site.labels(there).entrySet().containsAll(site.base(site.stable()).entrySet());
    boolean begun = !site.mark(site.stable()).isEmpty();
    if (!fits || (DeploymentReadiness.desired(there) > 0 && !begun)) {
      refusals.add(
          "Deployment",
          request.deployment(),
          fits ? "is there with pods of its own" : "is there for something else",
          "name another by --deployment, or delete it");
    }
  }
}
