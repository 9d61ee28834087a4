package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.RoutingObject;
import io.verdigris.spi.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An object at the edge that directs an application's traffic to the colours' own Services, as it
 * was read.
 *
 * @param <R> its kind
 */
interface Route<R extends HasMetadata> extends RoutingObject<R> {
  /** Returns the application. */
  Application application();

  /** Returns all backends of the object that direct traffic, in order. */
  List<Backend> backends();

  /** Returns the backends that name a colour's own Service. */
  default List<Backend> ours() {
    return backends().stream().filter(b -> b.colour(application()).isPresent()).toList();
  }

  /** Tells whether traffic for the application may come by this object. */
  default boolean isConcerned() {
    return !ours().isEmpty() || !naming(application().service()).isEmpty();
  }

  /** Returns the backends that name the Service. */
  default List<Backend> naming(String service) {
    return backends().stream().filter(b -> b.service().equals(service)).toList();
  }

  /** Returns backends as messages tell them. */
  static String text(List<Backend> backends) {
    return backends.isEmpty()
        ? "nothing"
        : backends.stream().map(Backend::toString).collect(Collectors.joining(", "));
  }

  @Override
  default String says() {
    return "directs " + text(backends());
  }

  /**
   * Adds to a patch all that a switch changes, sooner or later; unless overridden, what moves it.
   */
  default void change(FencedPatch patch, Colour to) {
    redirect(patch, to);
  }

  /** Tells what it would do if it were applied again as it is, and what to do about that. */
  default String applied() {
    return "direct " + text(ours()) + ", so put the live colour into it first";
  }

  /** Tells whether any traffic goes to the colour; unless overridden, where a backend names it. */
  default boolean serves(Colour colour) {
    return ours().stream()
        .anyMatch(b -> b.colour(application()).filter(colour::equals).isPresent());
  }

  /** Finds what keeps the object from being understood. */
  List<Finding> problems();

  /** Finds what keeps it from being switched, besides what goes for all kinds. */
  List<Finding> findings();

  /** Returns what keeps both colours known at the edge; empty when it is there already. */
  default Optional<Consumer<FencedPatch>> standby() {
    return Optional.empty();
  }

  /**
   * Returns what lets testers reach a colour that has no traffic, or sends it copies of requests;
   * empty when that is not wanted, or there already.
   */
  default Optional<Consumer<FencedPatch>> preview(Colour to) {
    return Optional.empty();
  }

  /** Returns what takes that away; empty when there is none. */
  default Optional<Consumer<FencedPatch>> withoutPreview() {
    return Optional.empty();
  }

  /**
   * Tells whether the controller has taken the object over as it was read; done with a clause for
   * messages, failed when the controller refuses it.
   */
  Progress<String> accepted();
}
