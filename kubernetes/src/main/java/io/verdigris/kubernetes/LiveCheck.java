package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.spi.ForeignChangeException;
import java.util.List;
import java.util.Optional;

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
    Optional<Director> director = Director.of(service);
    // a Service that no switcher of ours has claimed may select a colour without directing traffic
    boolean ours = director.isPresent() || Fences.of(service) > 0;
    if (ours && colour.label().equals(selected(service))) {
      throw live(Fences.describe(service) + " selects " + colour, colour);
    }
    also(service).forEach(name -> refuseIfSelected(name, colour));
    director
        .flatMap(d -> reader(d, colour).directs(application, d.object(), colour))
        .ifPresent(
            how -> {
              throw live(how, colour);
            });
  }

  private static List<String> also(Service service) {
    String names = Fences.annotation(service, Marks.ALSO);
    return names.isEmpty() ? List.of() : List.of(names.split(" ", -1));
  }

  private void refuseIfSelected(String name, Colour colour) {
    cluster
        .api()
        .get(Service.class, application.namespace(), name)
        .filter(also -> colour.label().equals(selected(also)))
        .ifPresent(
            also -> {
              throw live(Fences.describe(also) + " selects " + colour, colour);
            });
  }

  private String selected(Service service) {
    return Layout.selector(service).getOrDefault(cluster.colorKey(), "");
  }

  private Director.Reader reader(Director director, Colour colour) {
    return cluster
        .director(director.switcher())
        .orElseThrow(
            () ->
                new ForeignChangeException(
                    director
                        + " directs the traffic of "
                        + application
                        + ", and no switcher of that id is here; whether "
                        + colour
                        + " is live cannot be told"));
  }

  private static ForeignChangeException live(String how, Colour colour) {
    return new ForeignChangeException(how + "; " + colour + " was to be taken away");
  }
}
