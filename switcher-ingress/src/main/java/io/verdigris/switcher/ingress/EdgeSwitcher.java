package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.AccessCheck;
import io.verdigris.kubernetes.ApiServer;
import io.verdigris.kubernetes.AppliedFields;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.Director;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.FencedSwitch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.Slices;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Confirmation;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Directs traffic by an object at the edge. The switch is one JSON patch that takes effect only on
 * the very object that was read, with our fence and the backends that were expected.
 *
 * <p>The stable Service carries the fence as well, and the name of the object: so neither the
 * switch by selector nor whoever takes a colour away mistakes its selector for the truth.
 */
final class EdgeSwitcher<R extends HasMetadata> implements TrafficSwitcher {
  private static final Duration SOON = Duration.ofMillis(500);

  /**
   * Controllers watch slices and routes apart, and where they send requests by a Service's address
   * kube-proxy is between, which by default syncs at most once a second.
   */
  private static final Duration HEARING = Duration.ofSeconds(2);

  private final ClusterAccess cluster;
  private final ApiServer api;
  private final Function<SortedMap<String, String>, RouteKind<R>> parse;
  private final RouteKind<R> kind;
  private final Map<Application, String> claimed = new ConcurrentHashMap<>();

  private EdgeSwitcher(
      ClusterAccess cluster,
      Function<SortedMap<String, String>, RouteKind<R>> parse,
      RouteKind<R> kind) {
    this.cluster = cluster;
    this.api = cluster.api();
    this.parse = parse;
    this.kind = kind;
  }

  /**
   * Makes one without settings.
   *
   * @param parse reads settings
   */
  static <R extends HasMetadata> EdgeSwitcher<R> of(
      ClusterAccess cluster, Function<SortedMap<String, String>, RouteKind<R>> parse) {
    RouteKind<R> kind = parse.apply(new TreeMap<>());
    cluster.director(kind.id(), Director.reader(cluster.api(), kind.type(), kind::read));
    return new EdgeSwitcher<>(cluster, parse, kind);
  }

  @Override
  public EdgeSwitcher<R> with(SortedMap<String, String> settings) {
    return new EdgeSwitcher<>(cluster, parse, parse.apply(settings));
  }

  private List<Permission> permissions() {
    return Stream.of(
            rows(
                HasMetadata.getGroup(kind.type()),
                HasMetadata.getPlural(kind.type()),
                "get",
                "list",
                "watch",
                "patch"),
            rows("", "services", "get", "list", "watch", "patch"),
            rows("discovery.k8s.io", "endpointslices", "list", "watch"))
        .flatMap(s -> s)
        .toList();
  }

  private static Stream<Permission> rows(String group, String resource, String... verbs) {
    return Stream.of(verbs).map(verb -> new Permission(group, resource, verb));
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

  private RouteChoice<R> choose(Application application, Service stable) {
    return RouteChoice.of(kind, application, stable, new Objects(application.namespace()));
  }

  /** The objects of a namespace. */
  private final class Objects implements RouteChoice.Source<R> {
    private final String namespace;

    Objects(String namespace) {
      this.namespace = namespace;
    }

    @Override
    public Optional<R> get(String name) {
      return api.get(kind.type(), namespace, name);
    }

    @Override
    public List<R> list() {
      return api.list(kind.type(), namespace, "");
    }
  }

  private TrafficState state(Service stable, RouteChoice<R> choice) {
    return choice
        .route()
        .map(route -> state(stable, route))
        .orElseGet(() -> unknown(Fences.of(stable), choice.findings()));
  }

  /** Both objects are claimed, so the next fence must be above either's. */
  private TrafficState state(Service stable, Route<R> route) {
    TrafficState state = route.state(route.problems());
    long fence = Math.max(state.fence(), Fences.of(stable));
    return new TrafficState(
        state.live(),
        state.epoch(),
        fence,
        state.rollout(),
        state.selection(),
        state.weights(),
        state.problems());
  }

  private static TrafficState unknown(long fence, List<Finding> problems) {
    return new TrafficState(Optional.empty(), 0, fence, "", problems);
  }

  @Override
  public Admission admit(RolloutSpec spec, TrafficState traffic) {
    Application application = spec.application();
    List<Permission> permissions = permissions();
    var findings =
        new ArrayList<>(new AccessCheck(api, application.namespace()).missing(permissions));
    if (!findings.isEmpty()) {
      return new Admission(findings, List.of(), permissions, List.of(), 0);
    }
    Optional<Service> stable = stable(application);
    Optional<Route<R>> route = stable.flatMap(service -> choose(application, service).route());
    if (stable.isEmpty() || route.isEmpty()) {
      return Admission.refused(traffic.problems());
    }
    RouteAdmission<R> checks = checks(stable.get(), route.get());
    var notes = new ArrayList<>(checks.notes());
    applied(route.get()).ifPresent(notes::add);
    return new Admission(
        checks.findings(), RouteCalls.of(kind, route.get()), permissions, notes, 0);
  }

  private RouteAdmission<R> checks(Service stable, Route<R> route) {
    String namespace = route.application().namespace();
    List<Service> coloured =
        Stream.of(Colour.values())
            .map(colour -> Slices.service(route.application(), colour))
            .flatMap(name -> api.get(Service.class, namespace, name).stream())
            .toList();
    List<R> all = api.list(kind.type(), namespace, "");
    return new RouteAdmission<>(kind, route, stable, coloured, all, cluster.colorKey());
  }

  /**
   * Says that {@code kubectl apply} declared the backends: applied again, it would set them back.
   * Until then it does nothing by itself, so that this refuses no rollout.
   */
  private Optional<String> applied(Route<R> route) {
    return AppliedFields.last(api, route.object())
        .map(applied -> kind.read(applied, route.application()))
        .filter(applied -> !applied.ours().isEmpty())
        .map(
            applied ->
                Fences.describe(route.object())
                    + " was made by kubectl apply; applied again, that manifest would "
                    + applied.applied());
  }

  @Override
  public TrafficState claim(RolloutContext context) {
    Application application = context.application();
    Service stable =
        stable(application)
            .flatMap(s -> Fences.claim(api, Service.class, s, context.fence()))
            .orElseThrow(() -> gone("Service " + application));
    Route<R> there = require(application, stable);
    String name = there.object().getMetadata().getName();
    Service noted = new Director(kind.id(), name).noted(api, stable, context.fence());
    R object =
        Fences.claim(api, kind.type(), there.object(), context.fence())
            .orElseThrow(() -> gone(Fences.describe(there.object())));
    Route<R> route = kind.read(object, application);
    R known = route.standby().map(add -> write(object, context, add)).orElse(object);
    claimed.put(application, name);
    cluster.wakes().onService(application, application.service(), context.wake());
    cluster.wakes().onDirector(kind.type(), kind::essence, application, name, context.wake());
    return state(noted, kind.read(known, application));
  }

  private R write(R object, RolloutContext context, Consumer<FencedPatch> change) {
    return Fences.write(api, kind.type(), object, context.fence(), change);
  }

  private Route<R> require(Application application, Service stable) {
    RouteChoice<R> choice = choose(application, stable);
    return choice
        .route()
        .orElseThrow(() -> new ForeignChangeException(choice.findings().toString()));
  }

  private static ForeignChangeException gone(String object) {
    return new ForeignChangeException(object + " was deleted");
  }

  /** Reads the object that was claimed; without a claim in this process it is chosen anew. */
  Route<R> look(Application application) {
    String name = claimed.get(application);
    if (name == null) {
      return require(
          application, stable(application).orElseThrow(() -> gone("Service " + application)));
    }
    return api.get(kind.type(), application.namespace(), name)
        .map(object -> kind.read(object, application))
        .orElseThrow(() -> gone(kind.kind() + " " + application.namespace() + "/" + name));
  }

  @Override
  public Progress<Nothing> preview(SwitchRequest request) {
    Route<R> route = look(request.context().application());
    Fences.refuseHigher(route.object(), request.context().fence());
    route
        .preview(request.to())
        .ifPresent(change -> write(route.object(), request.context(), change));
    return Progress.done();
  }

  @Override
  public Progress<Nothing> withdraw(RolloutContext context) {
    Route<R> route = look(context.application());
    Fences.refuseHigher(route.object(), context.fence());
    route.withoutPreview().ifPresent(change -> write(route.object(), context, change));
    return Progress.done();
  }

  @Override
  public Duration hearing() {
    return HEARING;
  }

  private FencedSwitch<R> fenced(SwitchRequest request) {
    return new FencedSwitch<>(api, kind.type(), () -> look(request.context().application()));
  }

  @Override
  public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
    return fenced(request).switchTo(request);
  }

  @Override
  public boolean shares() {
    return kind.weighs();
  }

  @Override
  public boolean weighs() {
    return kind.weighs();
  }

  @Override
  public Progress<SwitchReceipt> share(SwitchRequest request) {
    return kind.weighs() ? fenced(request).share(request) : TrafficSwitcher.super.share(request);
  }

  @Override
  public Progress<Confirmation> confirmShared(SwitchRequest request) {
    return confirm(request, Optional.empty(), List.of(Colour.values()));
  }

  /**
   * What this proves ends at the cluster's objects and at what the controller says of them; the
   * engine's own evidence comes from the data plane.
   */
  @Override
  public Progress<Confirmation> confirm(SwitchRequest request) {
    return confirm(request, Optional.of(request.to()), List.of(request.to()));
  }

  private Progress<Confirmation> confirm(
      SwitchRequest request, Optional<Colour> live, List<Colour> serving) {
    Route<R> route = look(request.context().application());
    if (route.epoch() != request.epoch() || !route.colour().equals(live)) {
      throw elsewhere(route, request, live);
    }
    return route
        .accepted()
        .fold(
            accepted -> serving(route, request, serving, accepted.value()),
            waiting -> Progress.waiting(waiting.reason(), waiting.checkAgain()),
            failed -> Progress.failed(failed.reason()));
  }

  private Progress<Confirmation> serving(
      Route<R> route, SwitchRequest request, List<Colour> serving, String accepted) {
    Application application = route.application();
    int ready = 0;
    for (Colour colour : serving) {
      String service = Slices.service(application, colour);
      int pods = Slices.lately(cluster, application.namespace(), service).ready().size();
      if (pods == 0) {
        return Progress.waiting("the slices of " + service + " list no ready pod", SOON);
      }
      ready += pods;
    }
    return Progress.done(new Confirmation(evidence(route, request, ready, accepted)));
  }

  private static ForeignChangeException elsewhere(
      Route<?> route, SwitchRequest request, Optional<Colour> live) {
    return new ForeignChangeException(
        Fences.describe(route.object())
            + " "
            + route.says()
            + " at epoch "
            + route.epoch()
            + ", not everything to "
            + live.map(Colour::label).orElse("both colours")
            + " at epoch "
            + request.epoch());
  }

  private static String evidence(
      Route<?> route, SwitchRequest request, int ready, String accepted) {
    return Fences.describe(route.object())
        + " was read back at epoch "
        + request.epoch()
        + " and generation "
        + route.object().getMetadata().getGeneration()
        + ": it "
        + route.says()
        + "; "
        + ready
        + " ready pods are listed behind it; "
        + accepted;
  }
}
