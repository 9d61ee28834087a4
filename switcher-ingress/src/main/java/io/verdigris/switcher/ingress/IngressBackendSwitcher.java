package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.AccessCheck;
import io.verdigris.kubernetes.ApiServer;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.FencedSwitch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.Marks;
import io.verdigris.kubernetes.Slices;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Confirmation;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Directs traffic by the backends of an Ingress. The switch is one JSON patch that takes effect
 * only on the very Ingress that was read, with our fence and the rules that were expected.
 *
 * <p>The stable Service carries the fence as well, and the name of the Ingress: so neither the
 * switch by selector nor whoever takes a colour away mistakes its selector for the truth.
 */
final class IngressBackendSwitcher implements TrafficSwitcher {
  private static final Duration SOON = Duration.ofMillis(500);
  private static final List<Permission> PERMISSIONS =
      Stream.of(
              rows("networking.k8s.io", "ingresses", "get", "list", "watch", "patch"),
              rows("", "services", "get", "list", "watch", "patch"),
              rows("discovery.k8s.io", "endpointslices", "list", "watch"))
          .flatMap(s -> s)
          .toList();

  private final ClusterAccess cluster;
  private final ApiServer api;
  private final Optional<String> named;
  private final Map<Application, String> claimed = new ConcurrentHashMap<>();

  IngressBackendSwitcher(ClusterAccess cluster, Optional<String> named) {
    this.cluster = cluster;
    this.api = cluster.api();
    this.named = named;
  }

  private static Stream<Permission> rows(String group, String resource, String... verbs) {
    return Stream.of(verbs).map(verb -> new Permission(group, resource, verb));
  }

  @Override
  public TrafficSwitcher with(SortedMap<String, String> settings) {
    return new IngressBackendSwitcher(cluster, IngressBackend.ingress(settings));
  }

  @Override
  public TrafficState read(Application application) {
    return stable(application)
        .map(service -> state(service, choose(application, service)))
        .orElseGet(() -> unknown(0, List.of(Layout.missing(application))));
  }

  private Optional<Service> stable(Application application) {
    return api.get(Service.class, application.namespace(), application.service());
  }

  private IngressChoice choose(Application application, Service stable) {
    return IngressChoice.of(application, stable, named, new Ingresses(application.namespace()));
  }

  /** The Ingresses of a namespace. */
  private final class Ingresses implements IngressChoice.Source {
    private final String namespace;

    Ingresses(String namespace) {
      this.namespace = namespace;
    }

    @Override
    public Optional<Ingress> get(String name) {
      return api.get(Ingress.class, namespace, name);
    }

    @Override
    public List<Ingress> list() {
      return api.list(Ingress.class, namespace, "");
    }
  }

  private static TrafficState state(Service stable, IngressChoice choice) {
    return choice
        .ingress()
        .map(reading -> state(stable, reading))
        .orElseGet(() -> unknown(Fences.of(stable), choice.findings()));
  }

  /** Both objects are claimed, so the next fence must be above either's. */
  private static TrafficState state(Service stable, IngressReading reading) {
    TrafficState state = reading.state(reading.problems());
    long fence = Math.max(state.fence(), Fences.of(stable));
    return new TrafficState(state.live(), state.epoch(), fence, state.rollout(), state.problems());
  }

  private static TrafficState unknown(long fence, List<Finding> problems) {
    return new TrafficState(Optional.empty(), 0, fence, "", problems);
  }

  @Override
  public Admission admit(RolloutSpec spec, TrafficState traffic) {
    Application application = spec.application();
    var findings =
        new ArrayList<>(new AccessCheck(api, application.namespace()).missing(PERMISSIONS));
    if (!findings.isEmpty()) {
      return new Admission(findings, List.of(), PERMISSIONS, List.of(), 0);
    }
    Optional<Service> stable = stable(application);
    Optional<IngressReading> ingress =
        stable.flatMap(service -> choose(application, service).ingress());
    if (stable.isEmpty() || ingress.isEmpty()) {
      return Admission.refused(traffic.problems());
    }
    IngressAdmission checks = checks(stable.get(), ingress.get());
    var notes = new ArrayList<>(checks.notes());
    ingress.get().appliedRules(api).ifPresent(notes::add);
    return new Admission(checks.findings(), IngressCalls.of(ingress.get()), PERMISSIONS, notes, 0);
  }

  private IngressAdmission checks(Service stable, IngressReading ingress) {
    String namespace = ingress.application().namespace();
    List<Service> coloured =
        Stream.of(Colour.values())
            .map(colour -> Slices.service(ingress.application(), colour))
            .flatMap(name -> api.get(Service.class, namespace, name).stream())
            .toList();
    List<Ingress> all = api.list(Ingress.class, namespace, "");
    return new IngressAdmission(ingress, stable, coloured, all, cluster.colorKey());
  }

  @Override
  public TrafficState claim(RolloutContext context) {
    Application application = context.application();
    Service stable =
        stable(application)
            .flatMap(s -> Fences.claim(api, Service.class, s, context.fence()))
            .orElseThrow(() -> gone("Service " + application));
    IngressReading reading = require(application, stable);
    String name = reading.object().getMetadata().getName();
    Service noted =
        Fences.annotation(stable, Marks.INGRESS).equals(name)
            ? stable
            : Fences.write(
                api,
                Service.class,
                stable,
                context.fence(),
                patch -> patch.annotate(Marks.INGRESS, name));
    Ingress ingress =
        Fences.claim(api, Ingress.class, reading.object(), context.fence())
            .orElseThrow(() -> gone(Fences.describe(reading.object())));
    Ingress known =
        new Standby(ingress, application)
            .missing()
            .map(add -> Fences.write(api, Ingress.class, ingress, context.fence(), add))
            .orElse(ingress);
    claimed.put(application, name);
    cluster.wakes().onService(application, context.wake());
    cluster.wakes().onIngress(application, name, context.wake());
    return state(noted, new IngressReading(known, application));
  }

  private IngressReading require(Application application, Service stable) {
    IngressChoice choice = choose(application, stable);
    return choice
        .ingress()
        .orElseThrow(() -> new ForeignChangeException(choice.findings().toString()));
  }

  private static ForeignChangeException gone(String object) {
    return new ForeignChangeException(object + " was deleted");
  }

  /** Reads the Ingress that was claimed; without a claim in this process it is chosen anew. */
  private IngressReading look(Application application) {
    String name = claimed.get(application);
    if (name == null) {
      return require(
          application, stable(application).orElseThrow(() -> gone("Service " + application)));
    }
    return api.get(Ingress.class, application.namespace(), name)
        .map(ingress -> new IngressReading(ingress, application))
        .orElseThrow(() -> gone("Ingress " + application.namespace() + "/" + name));
  }

  @Override
  public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
    Application application = request.context().application();
    return new FencedSwitch<>(api, Ingress.class, () -> look(application)).switchTo(request);
  }

  /**
   * An Ingress does not say whether its controller has applied it, so what this proves ends at the
   * cluster's objects; the engine's own evidence comes from the data plane.
   */
  @Override
  public Progress<Confirmation> confirm(SwitchRequest request) {
    Application application = request.context().application();
    IngressReading reading = look(application);
    String ingress = Fences.describe(reading.object());
    if (reading.epoch() != request.epoch() || !reading.colour().equals(Optional.of(request.to()))) {
      throw new ForeignChangeException(
          ingress
              + " "
              + reading.says()
              + " at epoch "
              + reading.epoch()
              + ", not everything to "
              + request.to()
              + " at epoch "
              + request.epoch());
    }
    String service = Slices.service(application, request.to());
    Slices slices = Slices.read(api, application.namespace(), service);
    if (slices.ready().isEmpty()) {
      return Progress.waiting("the slices of " + service + " list no ready pod", SOON);
    }
    return Progress.done(
        new Confirmation(
            ingress
                + " was read back at epoch "
                + request.epoch()
                + " and generation "
                + reading.object().getMetadata().getGeneration()
                + " with "
                + reading.ours().size()
                + " backends to "
                + service
                + ", whose slices list "
                + slices.ready().size()
                + " ready pods; whether the ingress controller has applied it, the Ingress does"
                + " not say"));
  }
}
