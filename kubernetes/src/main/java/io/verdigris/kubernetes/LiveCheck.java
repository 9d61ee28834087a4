package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.spi.ForeignChangeException;

/**
 * The last look before a colour is taken away, at whatever directs the application's traffic. The
 * engine has looked already, through the switcher.
 */
record LiveCheck(ClusterAccess cluster, Application application) {

  /**
   * Checks that no traffic is directed to the colour.
   *
   * @throws ForeignChangeException when some is, or when that cannot be told
   */
  void refuseIfLive(Colour colour) {
    cluster
        .api()
        .get(Service.class, application.namespace(), application.service())
        .ifPresent(service -> refuseIfLive(service, colour));
  }

  private void refuseIfLive(Service service, Colour colour) {
    String ingress = Fences.annotation(service, Marks.INGRESS);
    // a Service that no switcher of ours has claimed may select a colour without directing traffic
    boolean ours = !ingress.isEmpty() || Fences.of(service) > 0;
    String selected = Layout.selector(service).getOrDefault(cluster.colorKey(), "");
    if (ours && colour.label().equals(selected)) {
      throw live(service, "selects " + colour, colour);
    }
    if (!ingress.isEmpty()) {
      refuseIfNamed(ingress, colour);
    }
  }

  private void refuseIfNamed(String name, Colour colour) {
    Ingress ingress =
        cluster
            .api()
            .get(Ingress.class, application.namespace(), name)
            .orElseThrow(
                () ->
                    new ForeignChangeException(
                        "Ingress "
                            + application.namespace()
                            + "/"
                            + name
                            + ", which directs the traffic of "
                            + application
                            + ", is gone; whether "
                            + colour
                            + " is live cannot be told"));
    Backend.of(ingress).stream()
        .filter(b -> b.colour(application).filter(colour::equals).isPresent())
        .findFirst()
        .ifPresent(
            b -> {
              throw live(ingress, "directs " + b, colour);
            });
  }

  private static ForeignChangeException live(HasMetadata object, String how, Colour colour) {
    return new ForeignChangeException(
        Fences.describe(object) + " " + how + "; " + colour + " was to be taken away");
  }
}
