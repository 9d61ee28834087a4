package io.verdigris.switcher.selector;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Permission;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.AccessCheck;
import io.verdigris.kubernetes.ApiServer;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.FencedSwitch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.PatchResult;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Directs traffic by the stable Service's selector. The switch is one JSON patch that takes effect
 * only on the very Service that was read, with our fence and the selector that was expected.
 */
final class ServiceSelectorSwitcher implements TrafficSwitcher {
  private static final Duration SOON = Duration.ofMillis(500);
  private static final int MOST_NAMED = 5;
  private static final List<Permission> PERMISSIONS =
      List.of(
          new Permission("", "services", "get"),
          new Permission("", "services", "list"),
          new Permission("", "services", "watch"),
          new Permission("", "services", "patch"),
          new Permission("discovery.k8s.io", "endpointslices", "list"),
          new Permission("discovery.k8s.io", "endpointslices", "watch"));

  private final ClusterAccess cluster;
  private final ApiServer api;

  ServiceSelectorSwitcher(ClusterAccess cluster) {
    this.cluster = cluster;
    this.api = cluster.api();
  }

  @Override
  public TrafficState read(Application application) {
    return find(application)
        .map(service -> state(application, reading(service)))
        .orElseGet(
            () ->
                new TrafficState(Optional.empty(), 0, 0, "", List.of(Layout.missing(application))));
  }

  private Optional<Service> find(Application application) {
    return api.get(Service.class, application.namespace(), application.service());
  }

  private ServiceReading reading(Service service) {
    return new ServiceReading(service, cluster.colorKey());
  }

  private TrafficState state(Application application, ServiceReading reading) {
    return reading.state(() -> matching(application, reading));
  }

  private List<String> matching(Application application, ServiceReading reading) {
    return api
        .list(Deployment.class, application.namespace(), "", d -> selects(reading, d))
        .stream()
        .map(d -> d.getMetadata().getName())
        .toList();
  }

  private static boolean selects(ServiceReading reading, Deployment deployment) {
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    return labels != null && labels.entrySet().containsAll(reading.selector().entrySet());
  }

  @Override
  public Admission admit(RolloutSpec spec, TrafficState traffic) {
    Application application = spec.application();
    var findings =
        new ArrayList<>(new AccessCheck(api, application.namespace()).missing(PERMISSIONS));
    Optional<ServiceReading> there = find(application).map(this::reading);
    there.flatMap(ServiceReading::otherOwner).ifPresent(findings::add);
    List<String> notes =
        Stream.of(
                there.flatMap(r -> r.appliedColour(api)),
                there.flatMap(this::anyColour),
                there
                    .filter(r -> spec.steps().isEmpty())
                    .flatMap(r -> new OverlapAdvice(r.object()).note()))
            .flatMap(Optional::stream)
            .toList();
    return new Admission(findings, SelectorCalls.of(application), PERMISSIONS, notes, 0);
  }

  private Optional<String> anyColour(ServiceReading reading) {
    return reading.selector().containsKey(cluster.colorKey())
        ? Optional.empty()
        : Optional.of(
            "the Service selects pods of any colour; before the first ones come it is given a colour"
                + " that has none, so that they are verified before they take traffic");
  }

  @Override
  public TrafficState claim(RolloutContext context) {
    Application application = context.application();
    Service service =
        find(application)
            .flatMap(s -> Fences.claim(api, Service.class, s, context.fence()))
            .orElseThrow(() -> gone(application));
    ServiceReading reading = reading(service);
    cluster.wakes().onService(application, context.wake());
    cluster.wakes().onSlices(application, application.service(), context.wake());
    return state(application, reading);
  }

  private static ForeignChangeException gone(Application application) {
    return new ForeignChangeException("Service " + application + " was deleted");
  }

  /** A selector without colour would give the first pods traffic before they are verified. */
  @Override
  public Progress<Nothing> prepare(SwitchRequest request) {
    Application application = request.context().application();
    if (request.from().isPresent()) {
      return Progress.done();
    }
    Service service = find(application).orElseThrow(() -> gone(application));
    Map<String, String> selector = Layout.selector(service);
    if (selector.containsKey(cluster.colorKey())) {
      return Progress.done();
    }
    Fences.refuseHigher(service, request.context().fence());
    var elsewhere = new TreeMap<>(selector);
    elsewhere.put(cluster.colorKey(), request.to().other().label());
    FencedPatch patch =
        FencedPatch.fenced(service, request.context().fence())
            .test(selector, "spec", "selector")
            .set(elsewhere, "spec", "selector");
    return api.patch(Service.class, service, patch) instanceof PatchResult.Applied<Service>
        ? Progress.done()
        : Progress.waiting("Service " + application + ", which changed just now", SOON);
  }

  /** No patch may carry a selection on that the rollout did not begin with. */
  private static ServiceReading unchanged(SwitchRequest request, ServiceReading reading) {
    if (request.selection().isEmpty() || request.selection().equals(reading.selection())) {
      return reading;
    }
    throw new ForeignChangeException(
        "somebody changed what Service "
            + request.context().application()
            + " selects beside the colour from "
            + request.selection()
            + " to "
            + reading.selection());
  }

  @Override
  public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
    Application application = request.context().application();
    Supplier<ServiceReading> look =
        () -> unchanged(request, reading(find(application).orElseThrow(() -> gone(application))));
    return new FencedSwitch<>(api, Service.class, look).switchTo(request);
  }

  @Override
  public boolean shares() {
    return true;
  }

  /** Without its colour the selector may match pods that no colour's Service ever did. */
  @Override
  public Progress<SwitchReceipt> share(SwitchRequest request) {
    Application application = request.context().application();
    Supplier<ServiceReading> look =
        () -> unchanged(request, reading(find(application).orElseThrow(() -> gone(application))));
    List<String> strangers = strangers(application, look.get());
    return strangers.isEmpty()
        ? new FencedSwitch<>(api, Service.class, look).share(request)
        : Progress.failed(
            "traffic cannot be directed to both colours, since a selector without colour would"
                + " also match pods "
                + strangers);
  }

  private List<String> strangers(Application application, ServiceReading reading) {
    return api
        .list(Pod.class, application.namespace(), Layout.base(reading.object(), cluster.colorKey()))
        .stream()
        .filter(pod -> colour(pod).isEmpty())
        .map(pod -> pod.getMetadata().getName())
        .limit(MOST_NAMED)
        .toList();
  }

  private Optional<Colour> colour(Pod pod) {
    return Colour.ofLabel(pod.getMetadata().getLabels().getOrDefault(cluster.colorKey(), ""));
  }

  @Override
  public Progress<Confirmation> confirmShared(SwitchRequest request) {
    return confirm(request, List.of(request.to(), request.to().other()), "both colours");
  }

  @Override
  public Progress<Confirmation> confirm(SwitchRequest request) {
    return confirm(request, List.of(request.to()), request.to().toString());
  }

  private Progress<Confirmation> confirm(
      SwitchRequest request, List<Colour> colours, String whose) {
    Application application = request.context().application();
    Slices stable = Slices.read(api, application.namespace(), application.service());
    if (!stable.carry(request.epoch())) {
      return Progress.waiting(
          "not every slice of " + application + " carries epoch " + request.epoch(), SOON);
    }
    Set<String> pods = new HashSet<>();
    for (Colour colour : colours) {
      String service = Slices.service(application, colour);
      pods.addAll(Slices.read(api, application.namespace(), service).readyNames());
    }
    if (stable.ready().isEmpty() || !stable.readyNames().equals(pods)) {
      return Progress.waiting(
          "the slices of " + application + " do not list the pods of " + whose + " yet", SOON);
    }
    return Progress.done(
        new Confirmation(
            stable.slices().size()
                + " slices of "
                + application
                + " carry epoch "
                + request.epoch()
                + " and list exactly the "
                + stable.ready().size()
                + " ready pods of "
                + whose));
  }
}
