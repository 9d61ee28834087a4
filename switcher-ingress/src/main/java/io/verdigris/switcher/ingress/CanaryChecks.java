package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.verdigris.Finding;
import io.verdigris.kubernetes.AppliedFields;
import io.verdigris.kubernetes.Fences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What keeps a canary Ingress and its primary from being understood, or from being switched. */
record CanaryChecks(CanaryReading reading) {
  private static final int LEAST_TOTAL = 100;

  List<Finding> problems() {
    return Stream.of(flag(), colours(), weight(), total(), primary())
        .flatMap(Optional::stream)
        .limit(1)
        .toList();
  }

  private CanaryDialect dialect() {
    return reading.dialect();
  }

  private String canary() {
    return Fences.describe(reading.object());
  }

  private Finding annotation(String key, String problem, String remedy) {
    return new Finding(
        "annotation " + key + " of " + canary(),
        Fences.annotation(reading.object(), key),
        problem,
        remedy);
  }

  private Optional<Finding> flag() {
    return reading.isCanary()
        ? Optional.empty()
        : Optional.of(
            annotation(
                dialect().canary(),
                "is not \"true\", so that the Ingress is no canary",
                "name the canary Ingress by the setting \"ingress\" of ingress-canary; or, with"
                    + " another ingress controller, set the dialect that it reads"));
  }

  private Optional<Finding> colours() {
    return reading.canaryColour().isPresent()
        ? Optional.empty()
        : Optional.of(
            backends(
                reading.object(),
                reading.ours().isEmpty() ? "name no colour" : "name both colours",
                "let all of them name the Service of the colour that is not live"));
  }

  private static Finding backends(Ingress ingress, String problem, String remedy) {
    return new Finding(
        "backends of " + Fences.describe(ingress),
        Route.text(Backend.of(ingress)),
        problem,
        remedy);
  }

  private Optional<Finding> weight() {
    return reading.weight().isPresent()
        ? Optional.empty()
        : Optional.of(
            annotation(
                dialect().weight(),
                "is no whole number from 0 to " + reading.total(),
                "set it to \"0\" while the colour that the other Ingress names is live"));
  }

  /** Controllers disagree on less: ingress-nginx takes it for 100. */
  private Optional<Finding> total() {
    return dialect()
        .total()
        .filter(key -> !Fences.annotation(reading.object(), key).isEmpty())
        .filter(
            key ->
                !Fences.annotation(reading.object(), key).matches("\\d{1,9}")
                    || reading.total() < LEAST_TOTAL)
        .map(key -> annotation(key, "is no whole number from 100 on", "take it away, or raise it"));
  }

  private Optional<Finding> primary() {
    if (reading.primaries().size() != 1) {
      return Optional.of(
          new Finding(
              "primary of " + canary(),
              reading.primaries().stream()
                  .map(p -> p.getMetadata().getName())
                  .collect(Collectors.joining(", ")),
              reading.primaries().isEmpty()
                  ? "no other Ingress names a colour for its hosts and paths"
                  : "several Ingresses name a colour for its hosts and paths",
              "let one Ingress, without "
                  + dialect().canary()
                  + ", have the same hosts and paths, with backends that name the live colour's"
                  + " Service"));
    }
    return reading.primaryColour().isPresent()
        ? Optional.empty()
        : reading
            .primary()
            .map(p -> backends(p, "name both colours", "let all of them name the live colour's"));
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    reading
        .primary()
        .ifPresent(
            primary -> {
              routes(primary).ifPresent(findings::add);
              order(primary).ifPresent(findings::add);
              declared(primary, "rules", AppliedFields.manager(primary, "rules", "defaultBackend"))
                  .ifPresent(findings::add);
            });
    declared(
            reading.object(),
            "rules",
            AppliedFields.manager(reading.object(), "rules", "defaultBackend"))
        .ifPresent(findings::add);
    declared(
            reading.object(),
            "annotation " + dialect().weight(),
            AppliedFields.annotations(reading.object(), dialect().weight()))
        .ifPresent(findings::add);
    dialect().pastWeight().stream()
        .filter(key -> !Fences.annotation(reading.object(), key).isEmpty())
        .map(this::past)
        .forEach(findings::add);
    untold().forEach(findings::add);
    return findings;
  }

  private Optional<Finding> routes(Ingress primary) {
    Set<String> here = CanaryReading.routes(reading.ours());
    Set<String> there = CanaryReading.routes(reading.behindPrimary());
    var differing = new TreeSet<>(here);
    differing.addAll(there);
    differing.removeIf(route -> here.contains(route) && there.contains(route));
    return differing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "hosts and paths of " + canary(),
                String.join(", ", differing),
                "are not the same as those of "
                    + Fences.describe(primary)
                    + ", so that their requests would not be weighed",
                "let both have the same hosts and paths where they name a colour"));
  }

  /**
   * While roles change, both name the same colour for a moment. Of two such Ingresses ingress-nginx
   * drops the route when it meets the canary first, and it meets the older one first, or in the
   * same second the one whose name is last.
   */
  private Optional<Finding> order(Ingress primary) {
    String first = primary.getMetadata().getCreationTimestamp();
    String second = reading.object().getMetadata().getCreationTimestamp();
    if (first == null || second == null || first.compareTo(second) < 0) {
      return Optional.empty();
    }
    String name = primary.getMetadata().getName();
    return first.equals(second) && name.compareTo(reading.object().getMetadata().getName()) > 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "creation of " + canary(),
                second,
                "was not after that of "
                    + Fences.describe(primary)
                    + ", so that ingress-nginx would answer 404 for a moment in each switch",
                "while its weight is 0, delete it and apply it again"));
  }

  private static Optional<Finding> declared(
      Ingress ingress, String what, Optional<String> manager) {
    return manager.map(
        m ->
            new Finding(
                what + " of " + Fences.describe(ingress),
                "field manager " + m,
                "is declared by server-side apply, which would take traffic back at any time",
                "leave it out of what " + m + " applies"));
  }

  private Finding past(String key) {
    return annotation(
        key,
        "directs requests to the canary whatever the weight is",
        "take it away; the settings \"header\" and \"cookie\" of ingress-canary let testers through"
            + " while a rollout verifies");
  }

  private Stream<Finding> untold() {
    return reading.testers().entrySet().stream()
        .filter(e -> dialect().key(e.getKey()).isEmpty())
        .map(
            e ->
                new Finding(
                    e.getKey(),
                    e.getValue(),
                    "has no annotation in the dialect of " + canary(),
                    "leave it out, or set the dialect that has one"));
  }
}
