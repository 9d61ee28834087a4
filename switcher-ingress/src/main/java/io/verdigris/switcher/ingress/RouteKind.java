package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.Application;
import java.util.Optional;

/**
 * A kind of object at the edge that can be switched, by the settings of one spec.
 *
 * @param <R> the kind
 */
interface RouteKind<R extends HasMetadata> {
  /** Returns the switcher's id. */
  String id();

  /** Returns the setting that names the object. */
  String setting();

  /** Returns the object's name, as the settings give it; empty when they leave it open. */
  Optional<String> named();

  /** Returns the class of the object. */
  Class<R> type();

  /** Reads what an object says about an application's traffic. */
  Route<R> read(R object, Application application);

  /** Returns what of an object directs traffic, besides its labels. */
  Object essence(R object);

  /** Tells whether both colours can have traffic by weights. */
  default boolean weighs() {
    return false;
  }

  /**
   * Tells whether another object that names a colour stays as it is when this one is switched, and
   * so would keep traffic.
   */
  default boolean keepsTraffic(Route<R> switched, Route<R> other) {
    return true;
  }

  /** Returns what to do where there is no object of the kind for the application. */
  default String absent(Application application) {
    return "name the Service of the live colour as a backend, such as "
        + application.service()
        + "-blue";
  }

  /** Returns how the object is changed by a switch, for a plan. */
  String change(Route<R> route);

  /** Returns the kind, for messages. */
  default String kind() {
    return HasMetadata.getKind(type());
  }
}
