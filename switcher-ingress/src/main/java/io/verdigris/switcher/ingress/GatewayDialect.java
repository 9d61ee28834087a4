package io.verdigris.switcher.ingress;

import io.verdigris.spi.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The words of a Gateway API HTTPRoute, v1. */
final class GatewayDialect implements Dialect {
  private static final String FILTERS = "filters";
  private static final String HEADER_FILTER = "requestHeaderModifier";
  private static final String MIRROR_FILTER = "requestMirror";

  @Override
  public String rules() {
    return "rules";
  }

  @Override
  public String backends() {
    return "backendRefs";
  }

  @Override
  public List<String> hosts(Fields spec) {
    List<String> hosts = spec.texts("hostnames");
    return hosts.isEmpty() ? List.of("*") : hosts;
  }

  @Override
  public List<String> paths(Fields rule) {
    return matches(rule).stream()
        .map(match -> match.child("path").text("value"))
        .map(path -> path.isEmpty() ? "/" : path)
        .toList();
  }

  private static List<Fields> matches(Fields rule) {
    List<Fields> matches = rule.list("matches");
    return matches.isEmpty() ? List.of(Fields.NONE) : matches;
  }

  @Override
  public boolean answers(Fields backend) {
    return true;
  }

  @Override
  public String service(Fields backend, String namespace) {
    boolean service = !backend.has("kind") || backend.text("kind").equals("Service");
    if (!service || !backend.text("group").isEmpty()) {
      return "";
    }
    boolean here = !backend.has("namespace") || backend.text("namespace").equals(namespace);
    return (here ? "" : backend.text("namespace") + "/") + backend.text("name");
  }

  @Override
  public List<Integer> weights(List<Fields> backends) {
    return backends.stream().map(backend -> backend.number("weight", 1)).toList();
  }

  @Override
  public Fields matching(Fields rule, Preview.Match match) {
    Fields header =
        Fields.NONE.with("type", "Exact").with("name", match.header()).with("value", match.text());
    List<Fields> matches = matches(rule).stream().map(m -> m.adding("headers", header)).toList();
    // a rule's name may be given only once
    return rule.without("name").with("matches", matches);
  }

  /** A rule may have one filter of this kind only. */
  @Override
  public Fields setting(Fields rule, String header, String value) {
    Fields set = Fields.NONE.with("name", header).with("value", value);
    boolean there = rule.list(FILTERS).stream().anyMatch(f -> f.has(HEADER_FILTER));
    Fields prepared =
        there
            ? rule
            : rule.adding(
                FILTERS,
                Fields.NONE.with("type", "RequestHeaderModifier").with(HEADER_FILTER, Fields.NONE));
    return prepared.with(
        FILTERS,
        prepared.list(FILTERS).stream()
            .map(f -> f.has(HEADER_FILTER) ? with(f, f.child(HEADER_FILTER), set) : f)
            .toList());
  }

  private static Fields with(Fields filter, Fields modifier, Fields set) {
    return filter.with(HEADER_FILTER, modifier.adding("set", set));
  }

  @Override
  public Optional<String> set(Fields rule, String header) {
    return rule.list(FILTERS).stream()
        .flatMap(filter -> filter.child(HEADER_FILTER).list("set").stream())
        .filter(set -> set.text("name").equalsIgnoreCase(header))
        .map(set -> set.text("value"))
        .findFirst();
  }

  @Override
  public Fields mirroring(Fields rule, Fields backend) {
    Fields target = backend.without("weight", FILTERS);
    return rule.adding(
        FILTERS,
        Fields.NONE
            .with("type", "RequestMirror")
            .with(MIRROR_FILTER, Fields.NONE.with("backendRef", target)));
  }

  @Override
  public Fields withoutMirror(Fields rule, Predicate<String> service) {
    List<Fields> kept =
        rule.list(FILTERS).stream().filter(f -> !service.test(mirrored(f))).toList();
    return kept.size() == rule.list(FILTERS).size()
        ? rule
        : rule.with(FILTERS, kept).tidied(FILTERS);
  }

  private static String mirrored(Fields filter) {
    return filter.child(MIRROR_FILTER).child("backendRef").text("name");
  }

  @Override
  public Progress<String> accepted(long generation, Fields status) {
    List<Fields> parents = status.list("parents");
    if (parents.isEmpty()) {
      return Conditions.unsaid(
          "no controller has said that it serves the HTTPRoute; look whether the Gateways of its"
              + " parentRefs are there, allow its namespace and host, and have a controller");
    }
    return parents.stream()
        .flatMap(
            parent ->
                Stream.of("Accepted", "ResolvedRefs")
                    .map(type -> new Conditions(described(parent), parent).of(type, generation)))
        .filter(progress -> !(progress instanceof Progress.Done<String>))
        .reduce(Conditions::worse)
        .orElseGet(
            () ->
                Progress.done("all " + parents.size() + " parents have accepted that generation"));
  }

  private static String described(Fields parent) {
    Fields ref = parent.child("parentRef");
    String namespace = ref.has("namespace") ? ref.text("namespace") + "/" : "";
    String section = ref.has("sectionName") ? ":" + ref.text("sectionName") : "";
    String kind = ref.has("kind") ? ref.text("kind") : "Gateway";
    return kind + " " + namespace + ref.text("name") + section;
  }
}
