package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.kubernetes.Director;
import io.verdigris.kubernetes.Fences;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The object that directs an application's traffic, or why it cannot be told.
 *
 * @param route the object; empty when there is a finding
 * @param findings why there is none
 */
record RouteChoice<R extends HasMetadata>(Optional<Route<R>> route, List<Finding> findings) {

  /** Where objects are read from. */
  interface Source<R> {
    Optional<R> get(String name);

    List<R> list();
  }

  /**
   * Chooses.
   *
   * @param stable the application's stable Service, which names the object of earlier rollouts
   */
  static <R extends HasMetadata> RouteChoice<R> of(
      RouteKind<R> kind, Application application, Service stable, Source<R> source) {
    return new Chooser<>(kind, application, source).choose(stable);
  }

  private static <R extends HasMetadata> RouteChoice<R> refused(
      String field, String value, String problem, String remedy) {
    return new RouteChoice<>(Optional.empty(), List.of(new Finding(field, value, problem, remedy)));
  }

  private record Chooser<R extends HasMetadata>(
      RouteKind<R> kind, Application application, Source<R> source) {

    RouteChoice<R> choose(Service stable) {
      Optional<Director> before = Director.of(stable);
      Optional<String> named = kind.named();
      if (before.isPresent() && !isMeant(before.get(), named)) {
        return another(stable, before.get(), named.orElse(kind.id()));
      }
      return named.or(() -> before.map(Director::object)).map(this::get).orElseGet(this::only);
    }

    private boolean isMeant(Director before, Optional<String> named) {
      return before.switcher().equals(kind.id())
          && named.filter(n -> !n.equals(before.object())).isEmpty();
    }

    private RouteChoice<R> another(Service stable, Director before, String named) {
      String object = before.switcher().equals(kind.id()) ? before.object() : before.toString();
      return refused(
          kind.setting(),
          named,
          "is not the one that directs the application's traffic: that is " + object,
          "name "
              + object
              + "; or, once that one names neither colour any more, remove annotation "
              + before.annotation()
              + " from "
              + Fences.describe(stable));
    }

    private RouteChoice<R> get(String name) {
      return source
          .get(name)
          .map(this::chosen)
          .orElseGet(
              () ->
                  refused(
                      kind.setting(),
                      application.namespace() + "/" + name,
                      "does not exist",
                      "correct the name, or create the " + kind.kind() + " first"));
    }

    private RouteChoice<R> chosen(R object) {
      return new RouteChoice<>(Optional.of(kind.read(object, application)), List.of());
    }

    /** One that names the stable Service is chosen too, so as to say what to do about it. */
    private RouteChoice<R> only() {
      List<Route<R>> concerned =
          source.list().stream()
              .map(o -> kind.read(o, application))
              .filter(Route::isConcerned)
              .toList();
      List<Route<R>> coloured = concerned.stream().filter(r -> !r.ours().isEmpty()).toList();
      List<Route<R>> candidates = coloured.isEmpty() ? concerned : coloured;
      return candidates.size() == 1
          ? new RouteChoice<>(Optional.of(candidates.get(0)), List.of())
          : undecided(candidates);
    }

    private RouteChoice<R> undecided(List<Route<R>> candidates) {
      return candidates.isEmpty()
          ? refused(
              kind.setting(),
              "",
              "no "
                  + kind.kind()
                  + " of namespace "
                  + application.namespace()
                  + " has a backend that names a colour of "
                  + application.service(),
              kind.absent(application))
          : refused(
              kind.setting(),
              candidates.stream()
                  .map(r -> r.object().getMetadata().getName())
                  .collect(Collectors.joining(", ")),
              "several have backends of the application, and only one can be switched at once",
              "say which by the setting \"" + kind.setting() + "\" of " + kind.id());
    }
  }
}
