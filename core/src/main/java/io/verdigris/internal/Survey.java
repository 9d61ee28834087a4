package io.verdigris.internal;

import io.verdigris.Application;
import io.verdigris.Change;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.Plan;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.TrafficStep;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.Topology;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.Versioned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is read before a rollout begins.
 *
 * @param traffic where traffic goes
 * @param fence the highest fence that was seen on any object
 * @param ledger the ledger; empty when it was not read
 * @param busy whether a rollout is under way
 * @param plan what would be done, or why not
 */
record Survey(
    TrafficState traffic, long fence, Optional<Versioned<Ledger>> ledger, boolean busy, Plan plan) {
  private static final int LARGEST_SPEC = 512 * 1024;
  private static final int MOST_EXTENSIONS = 64;

  /** Tells whether a rollout that is under way is all that speaks against this one. */
  boolean onlyBusy() {
    return busy && plan.findings().size() == 1;
  }

  /** Returns the finding that an application's ledger tells nothing. */
  static Finding unreadable(Application application, PermanentFailureException e) {
    return new Finding(
        Finding.LEDGER,
        application.toString(),
        "cannot be read: " + e.getMessage(),
        "what is live is told by the Service, not by it; until it can be read no rollout begins or"
            + " goes on");
  }

  static Survey of(RolloutSpec spec, Extensions extensions, RolloutStore store, Calls calls) {
    return new Reader(spec, extensions, calls).read(store);
  }

  /** What every extension says of a rollout and its own settings. */
  @FunctionalInterface
  private interface Admit {
    Admission admit(RolloutSpec spec, Map<String, String> settings);
  }

  private record Reader(RolloutSpec spec, Extensions extensions, Calls calls) {

    Survey read(RolloutStore store) {
      Application application = spec.application();
      TrafficState traffic = call("read", () -> extensions.switcher().read(application));
      if (!traffic.problems().isEmpty()) {
        return new Survey(traffic, traffic.fence(), Optional.empty(), false, refused(traffic));
      }
      Topology topology = call("observe", () -> extensions.provisioner().observe(application));
      Optional<Colour> from = from(traffic, topology);
      Colour to = traffic.live().map(Colour::other).orElse(Colour.BLUE);
      var findings = new ArrayList<Finding>(HookSteps.findings(extensions.hooks()));
      findings.addAll(tooLarge(spec));
      steps().ifPresent(findings::add);
      Optional<Versioned<Ledger>> read = ledger(store, findings);
      Optional<Ledger> ledger = read.map(Versioned::value);
      Optional<Finding> busy = ledger.flatMap(l -> LedgerBook.busy(store, application, l));
      busy.ifPresent(findings::add);
      ledger
          .flatMap(l -> LedgerBook.last(store, application, l))
          .flatMap(this::noReturn)
          .ifPresent(findings::add);
      Admission switching = call("admit", () -> extensions.switcher().admit(spec, traffic));
      Admission provisioning = call("admit", () -> extensions.provisioner().admit(spec, from, to));
      var all = new ArrayList<>(List.of(switching, provisioning));
      all.addAll(others());
      all.forEach(admission -> findings.addAll(admission.findings()));
      long fence = Math.max(traffic.fence(), topology.fence());
      return new Survey(traffic, fence, read, busy.isPresent(), plan(from, to, all, findings));
    }

    private Optional<Versioned<Ledger>> ledger(RolloutStore store, List<Finding> findings) {
      Application application = spec.application();
      try {
        Versioned<Ledger> ledger = call("load", () -> store.load(application));
        LedgerBook.last(store, application, ledger.value());
        return Optional.of(ledger);
      } catch (PermanentFailureException e) {
        findings.add(unreadable(application, e));
        return Optional.empty();
      }
    }

    private Optional<Finding> noReturn(RolloutState last) {
      boolean back = spec.change() instanceof Change.Previous;
      return last.noWayToIdle()
          .filter(what -> back && !spec.options().pastNoReturn())
          .map(
              what ->
                  new Finding(
                      "version before",
                      spec.application().toString(),
                      "must not serve again: a point of no return was passed since it did ("
                          + what
                          + ")",
                      "roll out a version that can do with that, or, when this one can serve again,"
                          + " go back past the point of no return (pastNoReturn, --past-no-return)"));
    }

    private Optional<Finding> steps() {
      boolean overlap = spec.steps().stream().allMatch(TrafficStep::isOverlap);
      boolean possible = overlap ? extensions.switcher().shares() : extensions.switcher().weighs();
      if (spec.steps().isEmpty() || possible) {
        return Optional.empty();
      }
      return Optional.of(
          new Finding(
              overlap ? "overlap" : "steps",
              spec.steps().toString(),
              "cannot be done by this switcher: it directs traffic to one colour"
                  + (extensions.switcher().shares() ? ", or to all pods of both alike" : ""),
              overlap
                  ? "leave it out, or use a switcher that can, such as service-selector"
                  : "leave them out, or use a switcher with weights, such as gateway-httproute,"
                      + " contour-httpproxy or ingress-canary"));
    }

    /** What the ledger has no room for must be known before anything is begun. */
    private static List<Finding> tooLarge(RolloutSpec spec) {
      var findings = new ArrayList<Finding>();
      int bytes = LedgerCodec.size(spec);
      if (bytes > LARGEST_SPEC) {
        findings.add(
            new Finding(
                "rollout",
                bytes + " bytes",
                "is too large to be kept in the ledger, which takes at most " + LARGEST_SPEC,
                "give a smaller manifest, or less in variables and settings"));
      }
      if (spec.extensions().size() > MOST_EXTENSIONS) {
        findings.add(
            new Finding(
                "extensions",
                Integer.toString(spec.extensions().size()),
                "are more than the " + MOST_EXTENSIONS + " that one rollout may use",
                "do with fewer, or make one of several"));
      }
      return findings;
    }

    /** A selector that was never switched and behind which nothing shall run has no way back. */
    private static Optional<Colour> from(TrafficState traffic, Topology topology) {
      boolean nothing = topology.colours().values().stream().allMatch(size -> size.desired() == 0);
      return traffic.epoch() == 0 && nothing ? Optional.empty() : traffic.live();
    }

    private Plan refused(TrafficState traffic) {
      return new Plan(
          spec.application(),
          traffic.live(),
          Optional.empty(),
          0,
          traffic.problems(),
          List.of(),
          List.of(),
          List.of());
    }

    private List<Admission> others() {
      var all = new ArrayList<Admission>();
      extensions.verifiers().forEach(v -> all.add(admit("verifier", v, v.instance()::admit)));
      extensions.metrics().forEach(m -> all.add(admit("metrics", m, m.instance()::admit)));
      extensions.policies().forEach(p -> all.add(admit("policy", p, p.instance()::admit)));
      extensions.hooks().forEach(h -> all.add(admit("hook", h, h.instance()::admit)));
      return all;
    }

    private Admission admit(String kind, Named<?> extension, Admit admit) {
      try {
        return call(
            "admit of " + kind + " " + extension.id(),
            () -> admit.admit(spec, extension.extension().settings()));
      } catch (IllegalArgumentException e) {
        return Admission.refused(
            List.of(
                new Finding(
                    kind,
                    extension.id(),
                    String.valueOf(e.getMessage()),
                    "correct its settings in the rollout")));
      }
    }

    private Plan plan(
        Optional<Colour> from, Colour to, List<Admission> all, List<Finding> findings) {
      List<PlannedCall> planned =
          flat(all, Admission::calls)
              .filter(call -> call.phase() != Phase.SHIFT || !spec.steps().isEmpty())
              .sorted(Comparator.comparing(PlannedCall::phase))
              .toList();
      List<Permission> permissions = flat(all, Admission::permissions).distinct().sorted().toList();
      List<String> notes =
          Stream.concat(flat(all, Admission::notes), notes().stream()).distinct().toList();
      int replicas = Math.max(1, all.stream().mapToInt(Admission::replicas).max().orElse(0));
      return new Plan(
          spec.application(),
          from,
          Optional.of(to),
          replicas,
          findings,
          planned,
          permissions,
          notes);
    }

    private static <T> Stream<T> flat(List<Admission> all, Function<Admission, List<T>> what) {
      return all.stream().map(what).flatMap(List::stream);
    }

    private List<String> notes() {
      var notes = new ArrayList<String>(HookSteps.notes(extensions.hooks()));
      boolean comparable = extensions.switcher().shares() && !spec.timings().compare().isZero();
      if (extensions.compare() && !comparable) {
        notes.add(
            "a suspicion takes traffic back at once, also where the old colour would do as badly at the"
                + " same time: both are not to have traffic together, or the switcher cannot do that");
      } else if (extensions.compare()) {
        notes.add(
            "before a suspicion takes traffic back, both colours have traffic together for up to "
                + Spoken.of(spec.timings().compare()));
      }
      if (!spec.steps().isEmpty()) {
        notes.add(
            "the new colour has traffic in steps before it has all: "
                + spec.steps().stream()
                    .map(TrafficStep::toString)
                    .collect(Collectors.joining(", ")));
      }
      if (extensions.metrics().isEmpty()) {
        notes.add(
            "no source of metrics was given: only the new colour's readiness is watched, and the old colour goes after"
                + " the drain timeout of "
                + Spoken.of(spec.timings().drain())
                + " whether it is silent or not");
        if (spec.entry().isEmpty()) {
          notes.add("no entry was given either: movement of traffic is confirmed by slices only");
        }
      }
      return notes;
    }

    private <T> T call(String what, Supplier<@Nullable T> call) {
      return calls.call(what, Limits.CALL, call);
    }
  }
}
