package io.verdigris.switcher.selector;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.AccessCheck;
import io.verdigris.kubernetes.ApiServer;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.FencedSwitch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.GitOps;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.Marks;
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
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
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
  private final List<String> also;

  ServiceSelectorSwitcher(ClusterAccess cluster, List<String> also) {
    this.cluster = cluster;
    this.api = cluster.api();
    this.also = also;
  }

  @Override
  public TrafficSwitcher with(SortedMap<String, String> settings) {
    return new ServiceSelectorSwitcher(cluster, ServiceSelector.services(settings));
  }

  /** Returns each Service as if it were an application's own, in order. */
  private List<Application> services(Application application) {
    return Stream.concat(Stream.of(application.service()), also.stream())
        .map(name -> new Application(application.namespace(), name))
        .toList();
  }

  @Override
  public TrafficState read(Application application) {
    return read(application, this::find);
  }

  @Override
  public TrafficState glance(Application application) {
    return read(application, this::lately);
  }

  @Override
  public boolean isWatching(Application application) {
    return cluster.wakes().isWatching(Service.class, application.namespace());
  }

  private TrafficState read(
      Application application, Function<Application, Optional<Service>> source) {
    return new Agreement(services(application).stream().map(each -> readOne(each, source)).toList())
        .state();
  }

  private TrafficState readOne(
      Application application, Function<Application, Optional<Service>> source) {
    return source
        .apply(application)
        .map(service -> state(application, reading(service)))
        .orElseGet(
            () ->
                new TrafficState(Optional.empty(), 0, 0, "", List.of(Layout.missing(application))));
  }

  private Optional<Service> find(Application application) {
    return api.get(Service.class, application.namespace(), application.service());
  }

  private Optional<Service> lately(Application application) {
    return cluster.lately(Service.class, application.namespace(), application.service());
  }

  private ServiceReading reading(Service service) {
    return new ServiceReading(service, cluster.colorKey());
  }

  private TrafficState state(Application application, ServiceReading reading) {
    return reading.state(() -> matching(application, reading), also);
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
    var notes = new ArrayList<String>();
    var calls = new ArrayList<PlannedCall>();
    for (Application each : services(application)) {
      Optional<ServiceReading> there =
          cluster.admitted(each.namespace(), each.service()).map(this::reading);
      there.flatMap(ServiceReading::otherOwner).ifPresent(findings::add);
      there.ifPresent(reading -> notes.addAll(notes(spec, reading)));
      calls.addAll(SelectorCalls.of(each));
    }
    if (!also.isEmpty()) {
      notes.add(mixed(application));
    }
    return new Admission(findings, calls, PERMISSIONS, notes, 0);
  }

  private List<String> notes(RolloutSpec spec, ServiceReading reading) {
    return Stream.of(
            reading.appliedColour(api),
            anyColour(reading),
            keeper(reading),
            Optional.of(reading)
                .filter(r -> spec.steps().isEmpty() && also.isEmpty())
                .flatMap(r -> new OverlapAdvice(r.object()).note()))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> keeper(ServiceReading reading) {
    return reading
        .colour()
        .flatMap(
            live -> GitOps.note(reading.object(), patch -> reading.redirect(patch, live.other())));
  }

  private String mixed(Application application) {
    return "Services "
        + application.service()
        + " and "
        + String.join(", ", also)
        + " are switched one after the other, and back in reverse order: for some milliseconds they"
        + " direct traffic to different colours";
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
    var states = new ArrayList<TrafficState>();
    for (Application each : services(application)) {
      // before the first read, which is then known
      cluster
          .wakes()
          .onDirector(Service.class, Service::getSpec, application, each.service(), context.wake());
      Service service =
          // one without our fence is patched, and the answer tells what it is like now
          cluster
              .wakes()
              .lately(Service.class, each.namespace(), each.service())
              .filter(s -> Fences.of(s) < context.fence())
              .or(() -> find(each))
              .flatMap(s -> Fences.claim(api, Service.class, s, context.fence()))
              .orElseThrow(() -> gone(each));
      boolean own = each.equals(application);
      Service noted = own ? noteOthers(service, context) : service;
      states.add(state(each, reading(noted)));
    }
    cluster.wakes().onSlices(application, application.service(), context.wake());
    return new Agreement(states).state();
  }

  /** Whoever takes a colour away must know of all Services that may select it. */
  private Service noteOthers(Service service, RolloutContext context) {
    String names = String.join(" ", also);
    return Fences.annotation(service, Marks.ALSO).equals(names)
        ? service
        : Fences.write(
            api, Service.class, service, context.fence(), p -> p.annotate(Marks.ALSO, names));
  }

  private static ForeignChangeException gone(Application application) {
    return new ForeignChangeException("Service " + application + " was deleted");
  }

  /** A selector without colour would give the first pods traffic before they are verified. */
  @Override
  public Progress<Nothing> prepare(SwitchRequest request) {
    if (request.from().isPresent()) {
      return Progress.done();
    }
    for (Application each : services(request.context().application())) {
      Progress<Nothing> answer = prepare(each, request);
      if (!(answer instanceof Progress.Done<Nothing>)) {
        return answer;
      }
    }
    return Progress.done();
  }

  private Progress<Nothing> prepare(Application application, SwitchRequest request) {
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
  private void refuseOther(SwitchRequest request, String selection) {
    if (!request.selection().isEmpty() && !request.selection().equals(selection)) {
      throw new ForeignChangeException(
          "somebody changed what Service "
              + request.context().application()
              + " selects beside the colour from "
              + request.selection()
              + " to "
              + selection);
    }
  }

  private ServiceReading look(Application application) {
    return reading(find(application).orElseThrow(() -> gone(application)));
  }

  private ServiceReading unchanged(SwitchRequest request) {
    return unchanged(request, look(request.context().application()));
  }

  private ServiceReading unchanged(SwitchRequest request, ServiceReading reading) {
    refuseOther(request, reading.selection());
    return reading;
  }

  /** The engine has just read where traffic goes, so that the Service is known, as a rule. */
  private FencedSwitch<Service> patch(SwitchRequest request) {
    Application application = request.context().application();
    return new FencedSwitch<>(
        api,
        Service.class,
        () -> unchanged(request, reading(lately(application).orElseThrow(() -> gone(application)))),
        () -> unchanged(request));
  }

  @Override
  public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
    return also.isEmpty() ? patch(request).switchTo(request) : switchAll(request);
  }

  /**
   * Switches one after the other. On the way back some may never have moved; they are given the
   * epoch as well.
   */
  private Progress<SwitchReceipt> switchAll(SwitchRequest request) {
    var services = new ArrayList<>(services(request.context().application()));
    var before = new Agreement(services.stream().map(s -> readOne(s, this::find)).toList());
    refuseOther(request, before.state().selection());
    boolean back = request.phase() == Phase.ROLL_BACK;
    if (back) {
      Collections.reverse(services);
    }
    SwitchRequest each = back && before.isMixed() ? fromAnywhere(request) : request;
    boolean already = true;
    long begin = System.nanoTime();
    for (Application service : services) {
      Progress<SwitchReceipt> answer =
          new FencedSwitch<>(api, Service.class, () -> look(service)).switchTo(each);
      if (!(answer instanceof Progress.Done<SwitchReceipt> done)) {
        return answer;
      }
      already &= done.value().already();
    }
    Duration mixed = already ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - begin);
    return Progress.done(new SwitchReceipt(request.epoch(), already, mixed));
  }

  private static SwitchRequest fromAnywhere(SwitchRequest request) {
    return new SwitchRequest(
        request.context(),
        request.spec(),
        Optional.empty(),
        request.to(),
        request.epoch(),
        request.phase(),
        request.selection());
  }

  @Override
  public boolean shares() {
    return also.isEmpty();
  }

  /** Without its colour the selector may match pods that no colour's Service ever did. */
  @Override
  public Progress<SwitchReceipt> share(SwitchRequest request) {
    Application application = request.context().application();
    if (!also.isEmpty()) {
      return TrafficSwitcher.super.share(request);
    }
    List<String> strangers = strangers(application, unchanged(request));
    return strangers.isEmpty()
        ? patch(request).share(request)
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
    Set<String> pods = new HashSet<>();
    for (Colour colour : colours) {
      String service = Slices.service(application, colour);
      pods.addAll(Slices.lately(cluster, application.namespace(), service).readyNames());
    }
    var evidence = new ArrayList<String>();
    for (Application each : services(application)) {
      Slices slices = Slices.lately(cluster, each.namespace(), each.service());
      Optional<String> missing = missing(slices, each, request.epoch(), pods, whose);
      if (missing.isPresent()) {
        return Progress.waiting(missing.get(), SOON);
      }
      evidence.add(slices.slices().size() + " slices of " + each);
    }
    return Progress.done(
        new Confirmation(
            String.join(", ", evidence)
                + " carry epoch "
                + request.epoch()
                + " and list exactly the "
                + pods.size()
                + " ready pods of "
                + whose));
  }

  private static Optional<String> missing(
      Slices slices, Application service, long epoch, Set<String> pods, String whose) {
    if (!slices.carry(epoch)) {
      return Optional.of("not every slice of " + service + " carries epoch " + epoch);
    }
    return slices.ready().isEmpty() || !slices.readyNames().equals(pods)
        ? Optional.of("the slices of " + service + " do not list the pods of " + whose + " yet")
        : Optional.empty();
  }
}
