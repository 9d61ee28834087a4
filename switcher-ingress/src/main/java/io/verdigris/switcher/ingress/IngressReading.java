package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.AppliedFields;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Marks;
import io.verdigris.kubernetes.Slices;
import io.verdigris.spi.Progress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What an Ingress says about an application's traffic. */
record IngressReading(Ingress object, Application application) implements Route<Ingress> {

  @Override
  public List<Backend> backends() {
    return Backend.of(object);
  }

  @Override
  public Optional<Colour> colour() {
    return Backend.only(ours(), application);
  }

  /**
   * Tests the generation too: rules that were inserted meanwhile would shift the others, and some
   * backends would be left behind.
   */
  @Override
  public void redirect(FencedPatch patch, Colour to) {
    patch.test(object.getMetadata().getGeneration(), "metadata", "generation");
    ours().forEach(b -> patch.test(b.service(), b.name()));
    ours().forEach(b -> patch.set(Slices.service(application, to), b.name()));
  }

  @Override
  public Note note() {
    Map<String, String> services = new TreeMap<>();
    ours().forEach(b -> services.put(b.route(), b.service()));
    return new Note(Marks.PREVIOUS_BACKENDS, services);
  }

  @Override
  public List<Finding> findings() {
    return AppliedFields.manager(object, "rules", "defaultBackend")
        .map(
            manager ->
                new Finding(
                    "rules of " + Fences.describe(object),
                    "field manager " + manager,
                    "are declared by server-side apply, which would take traffic back at any time",
                    "leave spec.rules and spec.defaultBackend out of what " + manager + " applies"))
        .stream()
        .toList();
  }

  @Override
  public Optional<Consumer<FencedPatch>> standby() {
    return new Standby(object, application).missing();
  }

  @Override
  public Progress<String> accepted() {
    return Progress.done("whether the ingress controller has applied it, the Ingress does not say");
  }

  @Override
  public List<Finding> problems() {
    return new Naming(this)
        .problems(
            "name both colours, so that neither is the live one",
            "let all of them name the Service of the live colour");
  }
}
