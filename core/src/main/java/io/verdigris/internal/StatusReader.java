package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.RolloutSpec;
import io.verdigris.RolloutStatus;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.Topology;
import io.verdigris.spi.TrafficState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads how an application stands, and changes nothing. */
record StatusReader(RolloutStore store, Providers providers, InstantSource clock) {

  RolloutStatus read(Application application) {
    var problems = new ArrayList<Finding>();
    Known known = known(application, problems);
    Optional<RolloutSpec> spec = known.state().map(RolloutState::spec);
    TrafficState traffic = Extensions.switcher(spec, providers).read(application);
    EnvironmentProvisioner provisioner = Extensions.provisioner(spec, providers);
    Topology topology = provisioner.observe(application);
    Ledger ledger = known.ledger();
    Optional<RolloutState> underWay = known.state().filter(s -> !s.phase().isFinal());
    if (underWay.filter(s -> Decider.isParted(s, traffic)).isEmpty()) {
      problems.addAll(0, traffic.problems());
    }
    Optional<String> trouble =
        underWay
            .flatMap(Awaited::colour)
            .filter(colour -> isShort(topology, colour))
            .flatMap(colour -> trouble(provisioner, application, colour));
    boolean alive = underWay.isPresent() && isAlive(application, ledger);
    return new RolloutStatus(
        application,
        traffic.live(),
        traffic.epoch(),
        topology.colours(),
        Math.max(ledger.fence(), traffic.fence()),
        known.state().map(RolloutState::id),
        known.state().map(RolloutState::phase),
        known.state().map(RolloutState::since),
        Optional.of(ledger.owner()).filter(o -> !o.isEmpty()),
        alive,
        known.state().map(RolloutState::cause).filter(c -> !c.isEmpty()),
        underWay.map(s -> new Awaited(s, topology, clock.instant()).text(trouble)),
        underWay.flatMap(s -> asked(s, ledger)),
        Choices.of(known.state(), alive, problems),
        problems,
        ledger.history());
  }

  /** What the ledger tells; nothing when it cannot be read, which is a problem of its own. */
  private record Known(Ledger ledger, Optional<RolloutState> state) {}

  private Known known(Application application, List<Finding> problems) {
    try {
      Ledger ledger = store.load(application).value();
      return new Known(ledger, LedgerBook.last(store, application, ledger));
    } catch (PermanentFailureException e) {
      problems.add(Survey.unreadable(application, e));
      return new Known(Ledger.empty(), Optional.empty());
    }
  }

  private static boolean isShort(Topology topology, Colour colour) {
    Topology.Size size = topology.colours().get(colour);
    return size != null && size.ready() < size.desired();
  }

  /** Whoever may not look at pods shall still see the rest. */
  private static Optional<String> trouble(
      EnvironmentProvisioner provisioner, Application application, Colour colour) {
    try {
      return provisioner.trouble(application, colour);
    } catch (VerdigrisException e) {
      return Optional.of("why cannot be read, " + e.getMessage());
    }
  }

  private boolean isAlive(Application application, Ledger ledger) {
    return !ledger.owner().isEmpty()
        && store.heartbeatOf(application.namespace(), ledger.owner()).isPresent();
  }

  private static Optional<String> asked(RolloutState state, Ledger ledger) {
    return ledger
        .request()
        .filter(r -> r.rollout().equals(state.id()) && !r.id().equals(state.request()))
        .map(
            r ->
                r.by()
                    + (r.kind() == Ledger.PersonRequest.Kind.APPROVE
                        ? " has approved it"
                        : " has asked to abort it")
                    + (r.reason().isEmpty() ? "" : " (" + r.reason() + ")"));
  }
}
