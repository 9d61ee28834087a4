package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.GitOps;
import java.util.ArrayList;
import java.util.List;

/** What must change elsewhere so that an adoption or ejection lasts. */
record Remarks(Site site) {
  private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  List<String> onAdoption(Adopting adopting, AdoptionRequest request) {
    var notes = new ArrayList<String>();
    Service service = site.stable();
    GitOps.note(service, patch -> patch.set("blue", "spec", "selector", site.colorKey()))
        .ifPresent(notes::add);
    site.deployment(request.deployment())
        .filter(plain -> isKept(plain))
        .ifPresent(plain -> notes.add(comesBack(plain, adopting)));
    var followers = new Followers(site, site.base(service));
    if (!followers.autoscalersOf(request.deployment()).isEmpty()) {
      notes.add(
          "a HorizontalPodAutoscaler sizes the live colour: give each run --autoscaler, which has"
              + " it follow the traffic, and take scaleTargetRef.name out of what is applied again");
    }
    notes.add(
        "connections that are kept stay with the old pods until these end, after "
            + request.drain().toSeconds()
            + " s, as in any update of a Deployment");
    return notes;
  }

  List<String> onEjection(Ejecting ejecting) {
    var notes = new ArrayList<String>();
    Service service = site.stable();
    GitOps.note(service, patch -> patch.remove("spec", "selector", site.colorKey()))
        .ifPresent(notes::add);
    ejecting.coloured().stream()
        .filter(Remarks::isKept)
        .forEach(
            d ->
                notes.add(
                    Fences.describe(d)
                        + " would come back when its manifest is applied again; take it out of the"
                        + " repository or chart"));
    if (new Followers(site, site.base(service)).hasSeveral()) {
      notes.add(
          "there is a PodDisruptionBudget for each colour that adopt has not made; one is given all"
              + " pods, delete the other");
    }
    notes.add("the way back to the version before goes, and so does the history of rollouts");
    return notes;
  }

  private String comesBack(Deployment plain, Adopting adopting) {
    return Fences.describe(plain)
        + " would come back, with pods that no Service selects, when its manifest is applied again;"
        + " replace it in the repository or chart by "
        + adopting.target()
        + " as adopt --manifests prints it";
  }

  private static boolean isKept(HasMetadata object) {
    return !Fences.annotation(object, APPLIED).isEmpty()
        || GitOps.note(object, patch -> patch.set(0, "spec", "replicas")).isPresent();
  }
}
