package io.verdigris.switcher.ingress;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.AppliedFields;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Slices;
import java.util.List;
import java.util.stream.Stream;

/** Finds what keeps weights from being switched. */
record WeightedChecks(WeightedRoute<?> route) {

  List<Finding> findings() {
    return Stream.of(declared(), rules(), beside()).flatMap(s -> s).toList();
  }

  private Dialect dialect() {
    return route.kind().dialect();
  }

  private Stream<Finding> declared() {
    String rules = dialect().rules();
    return AppliedFields.manager(route.object(), rules).stream()
        .map(
            manager ->
                new Finding(
                    rules + " of " + Fences.describe(route.object()),
                    "field manager " + manager,
                    "are declared by server-side apply, which would take traffic back at any time",
                    "leave spec." + rules + " out of what " + manager + " applies"));
  }

  private Stream<Finding> rules() {
    return route
        .serving()
        .flatMap(rule -> Stream.of(shared(rule), twice(rule), mirrored(rule)).flatMap(s -> s));
  }

  private Stream<Finding> shared(Rule rule) {
    List<Rule.Target> others = rule.others();
    return others.isEmpty()
        ? Stream.empty()
        : Stream.of(
            finding(
                rule,
                "share requests with " + others + ", whose share would change",
                "let a rule of its own direct what is not the application's"));
  }

  private Stream<Finding> twice(Rule rule) {
    return rule.namesTwice()
        ? Stream.of(finding(rule, "name a colour twice", "leave it once"))
        : Stream.empty();
  }

  private Stream<Finding> mirrored(Rule rule) {
    return route.kind().preview().mirror()
        ? dialect().refusesMirror(rule.unmirrored(rule.fields())).stream()
            .map(why -> finding(rule, why, "leave out " + Preview.MIRROR + ", or that mirror"))
        : Stream.empty();
  }

  private Finding finding(Rule rule, String problem, String remedy) {
    return new Naming(route).finding(route.says(rule), problem, remedy);
  }

  private Stream<Finding> beside() {
    return dialect().beside(route.spec()).stream()
        .filter(this::isTheApplications)
        .map(
            service ->
                new Naming(route)
                    .finding(
                        service,
                        "get traffic past the " + dialect().rules() + ", which is not switched",
                        "use the switcher service-selector for an application without HTTP"));
  }

  private boolean isTheApplications(String service) {
    Application application = route.application();
    return service.equals(application.service())
        || Stream.of(Colour.values())
            .anyMatch(colour -> Slices.service(application, colour).equals(service));
  }
}
