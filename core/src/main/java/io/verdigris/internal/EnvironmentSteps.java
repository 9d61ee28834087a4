package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.internal.Extensions.Named;
import io.verdigris.spi.Environment;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.Verification;
import io.verdigris.spi.VerifyRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The steps that bring environments up, check them and take them away. */
final class EnvironmentSteps {
  private static final Duration SOON = Duration.ofMillis(500);

  private final Extensions extensions;
  private final Calls calls;
  private final ExtensionCalls common;
  private final NewColour newColour;

  EnvironmentSteps(Extensions extensions, Calls calls) {
    this.extensions = extensions;
    this.calls = calls;
    common = new ExtensionCalls(extensions, calls);
    newColour = new NewColour(extensions.provisioner(), calls);
  }

  Event prepare(Look look) {
    var answer =
        call("prepare", () -> extensions.provisioner().prepare(look.of(look.state().to())));
    return look.follow(answer, done -> look.done("the colours' own Services are there"));
  }

  Event deploy(Look look) {
    Colour to = look.state().to();
    var answer = call("deploy", () -> extensions.provisioner().deploy(look.of(to)));
    return look.follow(
        answer, done -> look.done(look.state().replicas() + " pods of " + to + " are ready"));
  }

  /** What the slices have listed, and since when. */
  private static final class Listed {
    private @Nullable Environment environment;
    private Instant since = Instant.MIN;

    Duration lasting(Environment now, Instant at) {
      if (!now.equals(environment)) {
        environment = now;
        since = at;
      }
      return Duration.between(since, at);
    }
  }

  Event barrier(Look look) {
    return look.follow(newColour.glance(look), e -> heard(look, e));
  }

  private Event heard(Look look, Environment environment) {
    Listed listed = look.scratch().of(Listed.class, Listed::new);
    Duration hearing = extensions.switcher().hearing();
    Duration left = hearing.minus(listed.lasting(environment, look.now()));
    return left.compareTo(Duration.ZERO) > 0
        ? look.waiting(
            hearing.toMillis() + " ms for the edge to hear of the pods of " + environment.service(),
            left)
        : look.done(
            "the slices of "
                + environment.service()
                + " list exactly "
                + environment.ready()
                + " ready pods");
  }

  /** Which verifiers have passed, and what the waiting one remembers. */
  private static final class Passed {
    private final List<String> summaries = new ArrayList<>();
    private String memo = "";
    private @Nullable Environment environment;
  }

  Event verify(Look look) {
    if (extensions.verifiers().isEmpty()) {
      // what is ready was read for the barrier, and is read again before the switch
      return look.done("no verifier was asked for; the pods' readiness stands for it");
    }
    Passed passed = look.scratch().of(Passed.class, Passed::new);
    if (passed.environment == null) {
      return look.follow(
          newColour.glance(look),
          environment -> {
            passed.environment = environment;
            return verify(look, passed, environment);
          });
    }
    return verify(look, passed, passed.environment);
  }

  private Event verify(Look look, Passed passed, Environment environment) {
    while (passed.summaries.size() < extensions.verifiers().size()) {
      Named<HealthVerifier> verifier = extensions.verifiers().get(passed.summaries.size());
      var request =
          new VerifyRequest(
              look.context(), environment, verifier.extension().settings(), passed.memo);
      Progress<Verification> answer =
          call("verifier " + verifier.id(), () -> verifier.instance().verify(request));
      if (answer instanceof Progress.Done<Verification> done) {
        passed.summaries.add(verifier.id() + ": " + done.value().summary());
        passed.memo = "";
      } else {
        if (answer instanceof Progress.Waiting<Verification> waiting) {
          passed.memo = waiting.memo();
          // pods may be others by the next look
          passed.environment = null;
        }
        return look.follow(answer, done -> look.done(""));
      }
    }
    return look.done(String.join("; ", passed.summaries));
  }

  Event approval(Look look) {
    boolean free = !look.state().spec().options().approval() || look.state().approved();
    return free ? look.done("") : look.waiting("a person's approval", TrafficGuard.FRESH);
  }

  /** The old colour at its size is better, but the way back must not hang on it. */
  Event restore(Look look) {
    if (look.last()) {
      return look.done("", look.old() + " was not brought back to its size in time");
    }
    Progress<Progress.Nothing> answer;
    try {
      answer = common.restore(look, look.old());
    } catch (PermanentFailureException e) {
      return look.done("", look.old() + " was not brought back to its size: " + e.getMessage());
    }
    return answer.fold(
        done -> look.done(""),
        waiting -> look.waiting(waiting.reason(), waiting.checkAgain()),
        failed ->
            look.done("", look.old() + " was not brought back to its size: " + failed.reason()));
  }

  Event retireOld(Look look) {
    Colour old = look.old();
    refuseIfLive(look, old, true);
    var answer = call("decommission", () -> extensions.provisioner().decommission(look.of(old)));
    return look.follow(answer, done -> look.done(old + " is scaled to zero"));
  }

  Event retireNew(Look look) {
    Colour to = look.state().to();
    // whatever else is wrong with the selector: where green is not named, green's going ends a leak
    refuseIfLive(look, to, false);
    Optional<Event> unserved = unserved(look);
    if (unserved.isPresent()) {
      return unserved.get();
    }
    boolean keep = look.state().spec().options().keepNew();
    var answer =
        keep
            ? call("quarantine", () -> extensions.provisioner().quarantine(look.of(to)))
            : call("decommission", () -> extensions.provisioner().decommission(look.of(to)));
    return look.follow(
        answer,
        done ->
            look.done(
                keep ? to + " stays for inspection, without traffic" : to + " is scaled to zero"));
  }

  /** On the way back the new colour goes only once the old one serves; before it, it never did. */
  private Optional<Event> unserved(Look look) {
    if (!look.state().moved() || look.state().from().isEmpty()) {
      return Optional.empty();
    }
    Colour old = look.old();
    if (ExtensionCalls.serves(common.ready(look, old))) {
      return Optional.empty();
    }
    return Optional.of(
        common
            .restore(look, old)
            .fold(
                done -> look.waiting("no pod of " + old + " is ready", SOON),
                waiting -> look.waiting(waiting.reason(), waiting.checkAgain()),
                failed -> look.failed(failed.reason())));
  }

  /** Gives the colour that is live its pods again where this rollout has taken them. */
  void spare(Look look) {
    Optional<Colour> taken =
        switch (look.phase()) {
          case DECOMMISSION -> look.state().from();
          case CLEAN_UP -> Optional.of(look.state().to());
          default -> Optional.empty();
        };
    taken
        .filter(colour -> common.traffic(look).serves(colour))
        .filter(colour -> common.ready(look, colour).desired() == 0)
        .ifPresent(
            colour -> {
              var unused = common.restore(look, colour);
            });
  }

  /** The live check: invariant I1 does not rest on what the ledger believes. */
  private void refuseIfLive(Look look, Colour colour, boolean strict) {
    TrafficState traffic = common.traffic(look);
    if (traffic.serves(colour) || (strict && !traffic.problems().isEmpty())) {
      throw new ForeignChangeException(Decider.disagreement(look.state(), traffic));
    }
  }

  private <T> T call(String what, Supplier<@Nullable T> call) {
    return calls.call(what, Limits.CALL, call);
  }
}
