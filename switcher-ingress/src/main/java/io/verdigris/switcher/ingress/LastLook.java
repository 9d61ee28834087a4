package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.kubernetes.ApiServer;
import io.verdigris.kubernetes.Director;
import io.verdigris.kubernetes.Fences;
import io.verdigris.spi.ForeignChangeException;
import java.util.Optional;

/** Looks whether an object at the edge directs traffic to a colour that is to be taken away. */
record LastLook<R extends HasMetadata>(ApiServer api, RouteKind<R> kind)
    implements Director.Reader {
  @Override
  public Optional<String> directs(Application application, String name, Colour colour) {
    Route<R> route =
        api.get(kind.type(), application.namespace(), name)
            .map(object -> kind.read(object, application))
            .orElseThrow(() -> gone(application, name, colour));
    return route.serves(colour)
        ? Optional.of(Fences.describe(route.object()) + " " + route.says())
        : Optional.empty();
  }

  private ForeignChangeException gone(Application application, String name, Colour colour) {
    return new ForeignChangeException(
        kind.kind()
            + " "
            + application.namespace()
            + "/"
            + name
            + ", which directs the traffic of "
            + application
            + ", is gone; whether "
            + colour
            + " is live cannot be told");
  }
}
