package io.verdigris.switcher.ingress;

import io.verdigris.spi.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The words of a Contour HTTPProxy, projectcontour.io/v1. */
final class ContourDialect implements Dialect {
  private static final String SERVICES = "services";
  private static final String HEADERS = "requestHeadersPolicy";

  @Override
  public String rules() {
    return "routes";
  }

  @Override
  public String backends() {
    return SERVICES;
  }

  /** One that another includes has no host of its own. */
  @Override
  public List<String> hosts(Fields spec) {
    String host = spec.child("virtualhost").text("fqdn");
    return List.of(host.isEmpty() ? "*" : host);
  }

  @Override
  public List<String> paths(Fields rule) {
    return List.of(
        rule.list("conditions").stream()
            .flatMap(c -> Stream.of(c.text("exact"), c.text("regex"), c.text("prefix")))
            .filter(path -> !path.isEmpty())
            .findFirst()
            .orElse("/"));
  }

  @Override
  public boolean answers(Fields backend) {
    return !mirrors(backend);
  }

  @Override
  public String service(Fields backend, String namespace) {
    return backend.text("name");
  }

  private static boolean mirrors(Fields service) {
    return service.text("mirror").equals("true");
  }

  /** Where none has a weight, all have the same. */
  @Override
  public List<Integer> weights(List<Fields> backends) {
    boolean even = backends.stream().allMatch(service -> service.number("weight", 0) == 0);
    return backends.stream().map(service -> even ? 1 : service.number("weight", 0)).toList();
  }

  @Override
  public Fields matching(Fields rule, Preview.Match match) {
    Fields header =
        Fields.NONE
            .with("name", match.header())
            .with(match.part() ? "contains" : "exact", match.text());
    return rule.adding("conditions", Fields.NONE.with("header", header));
  }

  @Override
  public Fields setting(Fields rule, String header, String value) {
    Fields set = Fields.NONE.with("name", header).with("value", value);
    return rule.with(HEADERS, rule.child(HEADERS).adding("set", set));
  }

  @Override
  public Optional<String> set(Fields rule, String header) {
    return rule.child(HEADERS).list("set").stream()
        .filter(set -> set.text("name").equalsIgnoreCase(header))
        .map(set -> set.text("value"))
        .findFirst();
  }

  @Override
  public Fields mirroring(Fields rule, Fields backend) {
    return rule.adding(SERVICES, backend.without("weight").with("mirror", true));
  }

  @Override
  public Fields withoutMirror(Fields rule, Predicate<String> service) {
    return rule.with(
        SERVICES,
        rule.list(SERVICES).stream()
            .filter(s -> !(mirrors(s) && service.test(s.text("name"))))
            .toList());
  }

  @Override
  public Optional<String> refusesMirror(Fields rule) {
    return rule.list(SERVICES).stream()
        .filter(ContourDialect::mirrors)
        .map(s -> "has a mirror already, " + s.text("name") + ", and Contour allows one only")
        .findFirst();
  }

  @Override
  public List<String> beside(Fields spec) {
    return spec.child("tcpproxy").list(SERVICES).stream().map(s -> s.text("name")).toList();
  }

  @Override
  public Progress<String> accepted(long generation, Fields status) {
    if (status.list("conditions").isEmpty()) {
      return Conditions.unsaid(
          "Contour has not said anything of the HTTPProxy; look whether it runs, watches the"
              + " namespace and serves its ingressClassName");
    }
    return new Conditions("Contour", status).of("Valid", generation);
  }
}
