package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.spi.TrafficState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The object that directs an application's traffic, as it was read.
 *
 * @param <T> its kind
 */
public interface RoutingObject<T extends HasMetadata> {
  /** Returns the object. */
  T object();

  /** Returns the one colour that traffic goes to; empty when there is none. */
  Optional<Colour> colour();

  /**
   * Says where traffic goes, for messages, such as {@code selects {app=web}}. It differs whenever
   * anything differs that directs the application's traffic.
   */
  String says();

  /**
   * Adds to a patch: tests that traffic goes where it did when the object was read, and what makes
   * it go to the colour.
   */
  void redirect(FencedPatch patch, Colour to);

  /**
   * Adds to a patch: tests that traffic goes where it did when the object was read, and what makes
   * it go to both colours; unless overridden, there is no such thing.
   *
   * @param weight of 100 requests, how many go to this colour, where that can be said
   */
  default void share(FencedPatch patch, Colour to, int weight) {
    throw new UnsupportedOperationException(says() + " cannot direct traffic to both colours");
  }

  /** Returns where traffic goes, to be noted when it is changed. */
  Note note();

  /**
   * What a switch notes.
   *
   * @param annotation the annotation that keeps it
   * @param value what becomes its value, as JSON
   */
  record Note(String annotation, Object value) {}

  /** Returns the epoch; 0 when there was no switch or the label was spoilt. */
  default long epoch() {
    String epoch = Fences.label(object(), Marks.EPOCH);
    return epoch.matches("\\d{1,18}") ? Long.parseLong(epoch) : 0;
  }

  /** Returns what else decides, as {@link TrafficState#selection} says it. */
  default String selection() {
    return "";
  }

  /**
   * Tells whether any traffic goes to a colour; unless overridden, where it goes to that one alone
   * or to no one colour.
   */
  default boolean serves(Colour colour) {
    return colour().orElse(colour).equals(colour);
  }

  /** Returns the weights, as {@link TrafficState#weights} says them. */
  default Map<Colour, Integer> weights() {
    return Map.of();
  }

  /** Returns the state of traffic. */
  default TrafficState state(List<Finding> problems) {
    return new TrafficState(
        colour(),
        epoch(),
        Fences.of(object()),
        Fences.annotation(object(), Marks.ROLLOUT),
        selection(),
        weights(),
        problems);
  }
}
