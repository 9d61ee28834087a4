package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Marks;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The Ingress that directs an application's traffic, or why it cannot be told.
 *
 * @param ingress the Ingress; empty when there is a finding
 * @param findings why there is none
 */
record IngressChoice(Optional<IngressReading> ingress, List<Finding> findings) {

  /** Where Ingresses are read from. */
  interface Source {
    Optional<Ingress> get(String name);

    List<Ingress> list();
  }

  /**
   * Chooses.
   *
   * @param stable the application's stable Service, which names the Ingress of earlier rollouts
   * @param named the name that the spec gives
   */
  static IngressChoice of(
      Application application, Service stable, Optional<String> named, Source source) {
    return new Chooser(application, source).choose(stable, named);
  }

  private static IngressChoice refused(String field, String value, String problem, String remedy) {
    return new IngressChoice(Optional.empty(), List.of(new Finding(field, value, problem, remedy)));
  }

  private record Chooser(Application application, Source source) {

    IngressChoice choose(Service stable, Optional<String> named) {
      String before = Fences.annotation(stable, Marks.INGRESS);
      if (named.isPresent() && !before.isEmpty() && !before.equals(named.get())) {
        return refused(
            "ingress",
            named.get(),
            "is not the one that directs the application's traffic: that is " + before,
            "name "
                + before
                + "; or, once that one names neither colour any more, remove annotation "
                + Marks.INGRESS
                + " from "
                + Fences.describe(stable));
      }
      return named
          .or(() -> Optional.of(before).filter(b -> !b.isEmpty()))
          .map(this::get)
          .orElseGet(this::only);
    }

    private IngressChoice get(String name) {
      return source
          .get(name)
          .map(this::chosen)
          .orElseGet(
              () ->
                  refused(
                      "ingress",
                      application.namespace() + "/" + name,
                      "does not exist",
                      "correct the name, or create the Ingress first"));
    }

    private IngressChoice chosen(Ingress ingress) {
      return new IngressChoice(Optional.of(new IngressReading(ingress, application)), List.of());
    }

    /** One that names the stable Service is chosen too, so as to say what to do about it. */
    private IngressChoice only() {
      List<IngressReading> concerned =
          source.list().stream()
              .map(i -> new IngressReading(i, application))
              .filter(IngressReading::isConcerned)
              .toList();
      List<IngressReading> coloured = concerned.stream().filter(r -> !r.ours().isEmpty()).toList();
      List<IngressReading> candidates = coloured.isEmpty() ? concerned : coloured;
      return candidates.size() == 1
          ? new IngressChoice(Optional.of(candidates.get(0)), List.of())
          : undecided(candidates);
    }

    private IngressChoice undecided(List<IngressReading> candidates) {
      return candidates.isEmpty()
          ? refused(
              "ingress",
              "",
              "no Ingress of namespace "
                  + application.namespace()
                  + " has a backend that names a colour of "
                  + application.service(),
              "name the Service of the live colour as a backend, such as "
                  + application.service()
                  + "-blue")
          : refused(
              "ingress",
              candidates.stream()
                  .map(r -> r.object().getMetadata().getName())
                  .collect(Collectors.joining(", ")),
              "several have backends of the application, and only one can be switched at once",
              "say which by the setting \"ingress\" of " + IngressBackend.ID);
    }
  }
}
