package io.verdigris.kubernetes.adoption;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Colour;
import io.verdigris.kubernetes.DeploymentReadiness;
import io.verdigris.kubernetes.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The moves that make a pair of colours, of which blue is live, of an ordinary application. */
record Adopting(Site site, AdoptionRequest request) {
  static final String WORD = "adopt ";
  private static final Colour FIRST = Colour.BLUE;

  String mark() {
    return WORD + request.deployment();
  }

  String target() {
    return site.colourName(FIRST);
  }

  List<String> services() {
    return Stream.concat(Stream.of(request.application().service()), request.also().stream())
        .toList();
  }

  Twin twin() {
    return new Twin(site.api(), site.colorKey(), site.base(site.stable()));
  }

  Deployment drawn(Deployment plain) {
    return twin().coloured(plain, target(), FIRST);
  }

  /** Once the Service names the colour the ordinary Deployment plays no part any more. */
  private Optional<Deployment> drawn() {
    return isMoved(site.stable())
        ? Optional.empty()
        : Optional.of(drawn(site.requireDeployment(request.deployment())));
  }

  boolean isMoved(Service service) {
    return site.colour(service).isPresent();
  }

  private Map<String, String> coloured(Map<String, String> base) {
    return site.with(base, site.colorKey(), FIRST.label());
  }

  List<Move> moves() {
    var handover = new Handover(site, mark(), target());
    var followers = new Followers(site, site.base(site.stable()));
    String plain = request.deployment();
    var moves = new ArrayList<Move>();
    moves.add(handover.begin("", false));
    moves.add(handover.create(() -> drawn(site.requireDeployment(plain))));
    moves.add(handover.even(twin(), this::drawn));
    for (String service : services()) {
      moves.add(
          handover.select(
              service,
              "select " + FIRST + " alone",
              base -> List.of(base),
              this::coloured,
              (s, patch) -> {}));
    }
    services().forEach(service -> moves.add(handover.confirm(service)));
    if (!followers.autoscalersOf(plain).isEmpty()) {
      moves.add(followers.retarget(List.of(plain), target()));
    }
    if (!followers.budgets().isEmpty()) {
      moves.add(followers.split(FIRST));
    }
    moves.add(Handover.linger(request.drain(), site.place("Deployment", plain)));
    moves.add(handover.empty(plain));
    if (!request.keep()) {
      moves.add(handover.remove(plain));
    }
    moves.add(handover.end());
    return List.copyOf(moves);
  }

  /** Tells whether there is nothing left to do. */
  boolean isDone() {
    Service service = site.stable();
    Optional<Deployment> plain = site.deployment(request.deployment());
    boolean gone =
        plain.isEmpty()
            || (request.keep() && DeploymentReadiness.desired(plain.get()) == 0)
            || Layout.selector(service).entrySet().stream()
                .allMatch(e -> e.getValue().equals(Site.labels(plain.get()).get(e.getKey())));
    return isMoved(service) && site.mark(service).isEmpty() && gone;
  }
}
