package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.RolloutEvent;
import io.verdigris.spi.Environment;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.SwitchReceipt;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TaskScheduler;
import io.verdigris.spi.TrafficState;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The steps that move traffic and prove by the cluster's objects that it has moved. */
final class TrafficSteps {
  private static final Duration SOON = Duration.ofMillis(500);

  /** How long the way back waits for all of the old colour's pods before some are enough. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Extensions extensions;
  private final Calls calls;
  private final TaskScheduler scheduler;
  private final Meters meters;
  private final Traces traces;
  private final ExtensionCalls common;
  private final NewColour newColour;

  TrafficSteps(
      Extensions extensions, Calls calls, TaskScheduler scheduler, Meters meters, Traces traces) {
    this.extensions = extensions;
    this.calls = calls;
    this.scheduler = scheduler;
    this.meters = meters;
    this.traces = traces;
    common = new ExtensionCalls(extensions, calls);
    newColour = new NewColour(extensions.provisioner(), calls);
  }

  /** Keeps the new colour out of traffic before anything of it is made. */
  Event prepare(Look look, Function<Look, Event> then) {
    return look.follow(
        call("prepare", () -> extensions.switcher().prepare(look.forward())),
        done -> then.apply(look));
  }

  /** Lets testers reach the new colour, where that was asked for. */
  Event preview(Look look) {
    return look.follow(
        call("preview", () -> extensions.switcher().preview(look.forward())),
        done -> look.done(""));
  }

  /** Takes away what testers came by before the new colour goes. */
  Event withdraw(Look look, Function<Look, Event> then) {
    return look.follow(
        call("withdraw", () -> extensions.switcher().withdraw(look.context())),
        done -> then.apply(look));
  }

  /** Gives the new colour the part of the traffic that this step says. */
  Event shift(Look look) {
    TrafficState traffic = common.trafficGlance(look);
    if (Decider.shares(look.state(), traffic)) {
      return look.moved("");
    }
    return look.follow(
        newColour.serving(look),
        ready ->
            ready.ready() == 0
                ? none(look, ready)
                : look.follow(
                    call("share", () -> extensions.switcher().share(look.shift())),
                    receipt -> shifted(look, receipt)));
  }

  private static Event shifted(Look look, SwitchReceipt receipt) {
    String weight =
        look.state().step().isOverlap() ? "a part" : look.state().step().weight() + " %";
    look.tell()
        .tell(
            RolloutEvent.Type.SWITCHED,
            weight
                + " of the traffic is directed to "
                + look.state().to()
                + ", epoch "
                + receipt.epoch(),
            Map.of(
                "live", look.old().label(),
                "beside", look.state().to().label(),
                "weight", Integer.toString(look.state().sharedWeight()),
                "epoch", Long.toString(receipt.epoch())));
    return look.moved("");
  }

  Event confirmShift(Look look) {
    return confirmShared(look, look.shift());
  }

  Event promote(Look look) {
    Colour to = look.state().to();
    TrafficState traffic = common.trafficGlance(look);
    if (isOn(traffic, to) && traffic.epoch() == look.state().forwardEpoch()) {
      return look.moved("traffic was on " + to + " already");
    }
    return look.follow(
        newColour.serving(look),
        ready ->
            ready.ready() == 0
                ? none(look, ready)
                : move(
                    look,
                    Decider.shares(look.state(), traffic)
                        ? look.forwardFromShared()
                        : look.forward(),
                    true));
  }

  Event back(Look look) {
    Colour old = look.old();
    TrafficState traffic = common.traffic(look);
    if (isOn(traffic, old) && traffic.epoch() == look.state().backEpoch()) {
      return look.moved("traffic is on " + old + " again");
    } else if (isOn(traffic, old)) {
      // moved back by hand: the epoch marks that as this rollout's own way back, to be confirmed
      return look.state().moved()
          ? move(look, look.stayBack(), false)
          : look.done("traffic never left " + old);
    }
    boolean shared = Decider.isParted(look.state(), traffic);
    if (leaks(traffic) && !shared) {
      return look.done("", leak(look, traffic));
    }
    SwitchRequest request = shared ? look.backFromShared() : look.back();
    Progress<Environment> full =
        call("serving", () -> extensions.provisioner().serving(look.of(old)));
    if (full instanceof Progress.Done<Environment> done && done.value().ready() > 0) {
      return move(look, request, false);
    }
    if (look.running().compareTo(PATIENCE) < 0) {
      return full.fold(
          done -> none(look, done.value()),
          waiting -> look.waiting(waiting.reason(), SOON),
          failed -> look.waiting(failed.reason(), SOON));
    }
    Environment some = common.ready(look, old);
    return some.ready() == 0 ? none(look, some) : move(look, request, false);
  }

  /**
   * Has both colours serve. The old one must be whole: what it does is the measure. Where an
   * earlier process was done comparing, that is not done again.
   */
  Event share(Look look) {
    TrafficState traffic = common.traffic(look);
    if (isCompared(look, traffic) || Decider.shares(look.state(), traffic)) {
      return look.done("");
    }
    Progress<Environment> old =
        call("serving", () -> extensions.provisioner().serving(look.of(look.old())));
    return look.follow(
        old,
        serving ->
            serving.ready() == 0
                ? look.failed(
                    "no pod of " + look.old() + " is ready, so that it cannot be compared")
                : look.follow(
                    call("share", () -> extensions.switcher().share(look.share())),
                    receipt -> shared(look, receipt)));
  }

  private static Event shared(Look look, SwitchReceipt receipt) {
    look.tell()
        .tell(
            RolloutEvent.Type.SWITCHED,
            "traffic is directed to both colours, epoch " + receipt.epoch(),
            Map.of(
                "live", look.state().to().label(),
                "beside", look.old().label(),
                "epoch", Long.toString(receipt.epoch())));
    return look.done("");
  }

  Event confirmShared(Look look) {
    return isCompared(look, common.traffic(look))
        ? look.done("")
        : confirmShared(look, look.share());
  }

  private Event confirmShared(Look look, SwitchRequest request) {
    return look.follow(
        call("confirmShared", () -> extensions.switcher().confirmShared(request)),
        confirmation -> look.done(confirmation.evidence()));
  }

  /** Tells whether the new colour alone has traffic again. */
  boolean isCompared(Look look) {
    return isCompared(look, common.traffic(look));
  }

  private static boolean isCompared(Look look, TrafficState traffic) {
    return isOn(traffic, look.state().to()) && traffic.epoch() == look.state().forwardEpoch();
  }

  /** Has the new colour alone serve again. */
  Event unshare(Look look) {
    if (isCompared(look)) {
      return look.done("");
    }
    Environment live = common.ready(look, look.state().to());
    return ExtensionCalls.serves(live)
        ? move(look, look.unshare(), true)
        : look.failed("no pod of " + live.colour() + " is ready");
  }

  private static Event none(Look look, Environment environment) {
    return look.waiting("no pod of " + environment.colour() + " is ready", SOON);
  }

  private Event move(Look look, SwitchRequest request, boolean forward) {
    long begin = scheduler.nanoTime();
    Progress<SwitchReceipt> answer =
        call(
            "switchTo",
            () -> traces.moving(forward, () -> extensions.switcher().switchTo(request)));
    Duration took = Duration.ofNanos(scheduler.nanoTime() - begin);
    return look.follow(
        answer,
        receipt -> {
          meters.moved(forward, took);
          look.tell()
              .tell(
                  RolloutEvent.Type.SWITCHED,
                  "traffic is directed to " + request.to() + ", epoch " + receipt.epoch(),
                  Map.of(
                      "from", request.from().map(Colour::label).orElse(""),
                      "live", request.to().label(),
                      "epoch", Long.toString(receipt.epoch()),
                      "millis", Long.toString(took.toMillis()),
                      "mixed", Long.toString(receipt.mixed().toMillis())));
          return look.moved("", mixed(receipt));
        });
  }

  private static String mixed(SwitchReceipt receipt) {
    return receipt.mixed().isZero()
        ? ""
        : "the switch with epoch "
            + receipt.epoch()
            + " took "
            + receipt.mixed().toMillis()
            + " ms from the first object to the last, during which they directed traffic to"
            + " different colours";
  }

  Event confirm(Look look, SwitchRequest request) {
    return look.follow(
        call("confirm", () -> extensions.switcher().confirm(request)),
        confirmation -> look.done(confirmation.evidence()));
  }

  /** When the way back that is not in force yet was last looked into. */
  private static final class Looked {
    private Duration due = Limits.HICCUP;
  }

  /**
   * Somebody may have taken the old colour's pods, or changed what is selected: waiting alone would
   * not end that.
   */
  Event confirmBack(Look look) {
    Event answer = confirm(look, look.back());
    Looked looked = look.scratch().of(Looked.class, Looked::new);
    if (!(answer instanceof Event.StepWaiting) || look.running().compareTo(looked.due) < 0) {
      return answer;
    }
    looked.due = look.running().plus(Limits.HICCUP);
    TrafficState traffic = common.traffic(look);
    if (leaks(traffic)) {
      return look.done("", leak(look, traffic));
    } else if (!isOurs(look, traffic) && look.running().compareTo(PATIENCE) >= 0) {
      throw new ForeignChangeException(Decider.disagreement(look.state(), traffic));
    }
    return common
        .restore(look, look.old())
        .fold(done -> answer, waiting -> answer, failed -> look.failed(failed.reason()));
  }

  private static boolean isOurs(Look look, TrafficState traffic) {
    return traffic.epoch() == look.state().backEpoch() && Decider.same(look.state(), traffic);
  }

  /**
   * Tells whether pods are selected whatever their colour: traffic cannot be moved then, but the
   * new colour's going ends its part of it.
   */
  private static boolean leaks(TrafficState traffic) {
    return traffic.live().isEmpty()
        && traffic.weights().isEmpty()
        && !traffic.selection().isEmpty();
  }

  private static String leak(Look look, TrafficState traffic) {
    return "somebody took the colour out of what is selected; "
        + look.state().to()
        + " was taken away, which left the traffic to "
        + look.old()
        + ": "
        + Decider.disagreement(look.state(), traffic);
  }

  private static boolean isOn(TrafficState traffic, Colour colour) {
    return traffic.live().filter(colour::equals).isPresent();
  }

  private <T> T call(String what, Supplier<@Nullable T> call) {
    return calls.call(what, Limits.CALL, call);
  }
}
