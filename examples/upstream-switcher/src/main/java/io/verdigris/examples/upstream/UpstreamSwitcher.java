package io.verdigris.examples.upstream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.AccessCheck;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.Director;
import io.verdigris.kubernetes.FencedSwitch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Slices;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Confirmation;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Settings;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Directs traffic by an {@link Upstream}; its setting {@code config-map} names that one. */
record UpstreamSwitcher(ClusterAccess cluster, Map<String, String> settings)
    implements TrafficSwitcher {
  static final String ID = "upstream";
  private static final String NAME = "config-map";
  private static final List<Permission> RIGHTS =
      Stream.of("get", "list", "watch", "patch")
          .map(verb -> new Permission("", "configmaps", verb))
          .toList();

  @Override
  public TrafficSwitcher with(SortedMap<String, String> values) {
    new Settings(ID, values).refuseOthers(List.of(NAME));
    return new UpstreamSwitcher(cluster, values);
  }

  private String name(Application app) {
    return settings.getOrDefault(NAME, app.service() + "-upstream");
  }

  private Optional<Upstream> find(Application app) {
    Optional<ConfigMap> object = cluster.api().get(ConfigMap.class, app.namespace(), name(app));
    return object.map(there -> new Upstream(there, app));
  }

  private Upstream require(Application app) {
    return find(app)
        .orElseThrow(() -> new ForeignChangeException("ConfigMap " + name(app) + " was deleted"));
  }

  @Override
  public TrafficState read(Application app) {
    Optional<Upstream> there = find(app);
    String says = there.map(Upstream::says).orElse("is not there");
    var unclear =
        new Finding("ConfigMap " + name(app), says, "names no one colour", "let it name one");
    return there
        .map(up -> up.state(up.colour().isPresent() ? List.of() : List.of(unclear)))
        .orElse(new TrafficState(Optional.empty(), 0, 0, "", List.of(unclear)));
  }

  @Override
  public Admission admit(RolloutSpec spec, TrafficState traffic) {
    String namespace = spec.application().namespace();
    String target = "ConfigMap " + namespace + "/" + name(spec.application());
    var call = new PlannedCall(Phase.PROMOTE, "PATCH", target, "name the other colour's Service");
    List<Finding> missing = new AccessCheck(cluster.api(), namespace).missing(RIGHTS);
    return new Admission(missing, List.of(call), RIGHTS, List.of(), 0);
  }

  @Override
  public TrafficState claim(RolloutContext context) {
    Application app = context.application();
    String name = name(app);
    new Director(ID, name).claim(cluster.api(), app, context.fence());
    ConfigMap object = require(app).object();
    Fences.claim(cluster.api(), ConfigMap.class, object, context.fence());
    cluster.wakes().onDirector(ConfigMap.class, ConfigMap::getData, app, name, context.wake());
    return read(app);
  }

  @Override
  public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
    Application app = request.context().application();
    return new FencedSwitch<>(cluster.api(), ConfigMap.class, () -> require(app)).switchTo(request);
  }

  /** That the proxy has read it is for the engine to see, by fresh connections to the entry. */
  @Override
  public Progress<Confirmation> confirm(SwitchRequest request) {
    Application app = request.context().application();
    Upstream there = require(app);
    String read = Fences.describe(there.object()) + " " + there.says();
    if (there.epoch() != request.epoch() || !there.colour().equals(Optional.of(request.to()))) {
      throw new ForeignChangeException(read + " at epoch " + there.epoch());
    }
    String service = Slices.service(app, request.to());
    int ready = Slices.read(cluster.api(), app.namespace(), service).ready().size();
    return ready == 0
        ? Progress.waiting("a ready pod of " + service, Duration.ofMillis(500))
        : Progress.done(new Confirmation(read + "; " + ready + " ready pods are behind it"));
  }
}
