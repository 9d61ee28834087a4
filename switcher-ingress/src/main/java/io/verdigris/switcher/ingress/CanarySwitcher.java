package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.AppliedFields;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.GitOps;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Directs traffic by the weight of a canary Ingress. The switch is one patch of its weight; then
 * both Ingresses change their roles, so that the primary names the live colour. Else ingress-nginx
 * would answer 503 to all requests once the other colour has no pod.
 *
 * <p>Both patches that follow the switch leave traffic where it is, and are done or found done
 * whenever they are asked for again. On the way back they come at once, since the new colour may
 * have no pod any more. Forward they are part of the confirmation and wait a little: while a
 * controller does not know the pods of a colour, a canary without pods is passed over, but for a
 * primary without pods it answers 503.
 */
final class CanarySwitcher implements TrafficSwitcher {
  /** By default ingress-nginx looks at what has changed each 3.3 s, its workers each second. */
  static final Duration HEARING = Duration.ofSeconds(5);

  private static final Duration SOON = Duration.ofMillis(500);

  private final ClusterAccess cluster;
  private final EdgeSwitcher<Ingress> edge;
  private final InstantSource clock;
  private final Duration hearing;
  private final Map<Application, Moved> moved = new ConcurrentHashMap<>();

  private CanarySwitcher(
      ClusterAccess cluster, EdgeSwitcher<Ingress> edge, InstantSource clock, Duration hearing) {
    this.cluster = cluster;
    this.edge = edge;
    this.clock = clock;
    this.hearing = hearing;
  }

  /** When a confirmation first saw a switch. */
  private record Moved(long epoch, Instant at) {}

  /**
   * Makes one without settings.
   *
   * @param hearing how long controllers take to hear of pods
   */
  static CanarySwitcher of(ClusterAccess cluster, InstantSource clock, Duration hearing) {
    return new CanarySwitcher(
        cluster,
        EdgeSwitcher.of(
            cluster,
            settings ->
                CanaryKind.of(
                    settings, namespace -> cluster.api().list(Ingress.class, namespace, ""))),
        clock,
        hearing);
  }

  @Override
  public TrafficSwitcher with(SortedMap<String, String> settings) {
    return new CanarySwitcher(cluster, edge.with(settings), clock, hearing);
  }

  private CanaryReading look(Application application) {
    return (CanaryReading) edge.look(application);
  }

  @Override
  public TrafficState read(Application application) {
    return edge.read(application);
  }

  @Override
  public Admission admit(RolloutSpec spec, TrafficState traffic) {
    Admission admission = edge.admit(spec, traffic);
    if (admission.calls().isEmpty()) {
      return admission;
    }
    CanaryReading there = look(spec.application());
    var notes = new ArrayList<>(admission.notes());
    there.primary().flatMap(this::applied).ifPresent(notes::add);
    there
        .primary()
        .flatMap(p -> GitOps.note(p, patch -> there.promote(patch, Colour.BLUE)))
        .ifPresent(notes::add);
    notes.addAll(there.notes());
    return new Admission(
        admission.findings(),
        Stream.concat(admission.calls().stream(), calls(there))
            .sorted(Comparator.comparing(PlannedCall::phase))
            .toList(),
        admission.permissions(),
        notes,
        admission.replicas());
  }

  private Optional<String> applied(Ingress primary) {
    return AppliedFields.last(cluster.api(), primary)
        .map(
            applied ->
                Fences.describe(primary)
                    + " was made by kubectl apply; applied again, that manifest would direct "
                    + Route.text(Backend.of(applied))
                    + ", so put the live colour into it first");
  }

  private static Stream<PlannedCall> calls(CanaryReading there) {
    String canary = Fences.describe(there.object());
    String primary = there.primary().map(Fences::describe).orElse("Ingress");
    return Stream.of(
        new PlannedCall(Phase.PREPARE, "PATCH", primary, "stamp the fence"),
        new PlannedCall(Phase.CONFIRM, "PATCH", primary, "name the new colour there as well"),
        new PlannedCall(Phase.CONFIRM, "PATCH", canary, "name the old colour, with weight 0"),
        new PlannedCall(
            Phase.ROLL_BACK, "PATCH", primary, "on the way back only: name the old colour again"),
        new PlannedCall(
            Phase.ROLL_BACK, "PATCH", canary, "on the way back only: name the new colour again"));
  }

  /** A former owner's patch of the primary must fail as well, before anything is read. */
  @Override
  public TrafficState claim(RolloutContext context) {
    edge.claim(context);
    Application application = context.application();
    Ingress primary = look(application).primary().orElseThrow(() -> unknown(application));
    if (Fences.claim(cluster.api(), Ingress.class, primary, context.fence()).isEmpty()) {
      throw unknown(application);
    }
    cluster
        .wakes()
        .onDirector(
            Ingress.class,
            Ingress::getSpec,
            application,
            primary.getMetadata().getName(),
            context.wake());
    return edge.read(application);
  }

  private static ForeignChangeException unknown(Application application) {
    return new ForeignChangeException(
        "which Ingress is the primary of " + application + "'s canary cannot be told");
  }

  @Override
  public Progress<Nothing> prepare(SwitchRequest request) {
    settle(request);
    return edge.prepare(request);
  }

  @Override
  public Progress<Nothing> preview(SwitchRequest request) {
    return edge.preview(request);
  }

  @Override
  public Progress<SwitchReceipt> switchTo(SwitchRequest request) {
    separate(request);
    Progress<SwitchReceipt> switched = edge.switchTo(request);
    if (switched instanceof Progress.Done<SwitchReceipt> && request.phase() != Phase.PROMOTE) {
      settle(request);
    }
    return switched;
  }

  @Override
  public boolean shares() {
    return true;
  }

  @Override
  public boolean weighs() {
    return true;
  }

  @Override
  public Progress<SwitchReceipt> share(SwitchRequest request) {
    separate(request);
    return edge.share(request);
  }

  /** Lets the primary name the colour with all traffic; leaves both alone while they share it. */
  private void settle(SwitchRequest request) {
    CanaryReading there = look(request.context().application());
    Optional<Colour> live = there.colour();
    if (live.isPresent() && !there.primaryColour().equals(live)) {
      Ingress primary = there.primary().orElseThrow();
      Fences.write(
          cluster.api(),
          Ingress.class,
          primary,
          request.context().fence(),
          patch -> there.promote(patch, live.get()));
    }
    separate(request);
  }

  /** Lets the canary name the other colour, where both name the same. */
  private void separate(SwitchRequest request) {
    CanaryReading there = look(request.context().application());
    Optional<Colour> live = there.primaryColour();
    if (live.isPresent() && live.equals(there.canaryColour())) {
      Fences.write(
          cluster.api(),
          Ingress.class,
          there.object(),
          request.context().fence(),
          patch -> there.rest(patch, live.get().other()));
    }
  }

  @Override
  public Progress<Confirmation> confirmShared(SwitchRequest request) {
    return edge.confirmShared(request);
  }

  @Override
  public Progress<Confirmation> confirm(SwitchRequest request) {
    Application application = request.context().application();
    CanaryReading there = look(application);
    if (there.epoch() == request.epoch() && there.colour().equals(Optional.of(request.to()))) {
      if (!there.isSettled() && isHearing(application, request.epoch())) {
        return Progress.waiting(
            "the ingress controller is given "
                + hearing.toSeconds()
                + " s to hear of the new colour's pods before the primary names it",
            SOON);
      }
      settle(request);
    }
    return edge.confirm(request);
  }

  private boolean isHearing(Application application, long epoch) {
    Moved first =
        moved.compute(
            application,
            (a, known) ->
                known != null && known.epoch() == epoch
                    ? known
                    : new Moved(epoch, clock.instant()));
    return clock.instant().isBefore(first.at().plus(hearing));
  }

  @Override
  public Progress<Nothing> withdraw(RolloutContext context) {
    return edge.withdraw(context);
  }
}
