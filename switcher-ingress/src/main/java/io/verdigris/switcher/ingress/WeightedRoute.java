package io.verdigris.switcher.ingress;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Marks;
import io.verdigris.spi.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an object with weights says about an application's traffic. */
record WeightedRoute<R extends GenericKubernetesResource>(
    WeightedKind<R> kind, R object, Application application) implements Route<R> {

  private Dialect dialect() {
    return kind.dialect();
  }

  Fields spec() {
    return Fields.of(object.getAdditionalProperties().get("spec"));
  }

  private List<Rule> rules() {
    List<Fields> fields = spec().list(dialect().rules());
    var rules = new ArrayList<Rule>();
    for (int i = 0; i < fields.size(); i++) {
      rules.add(new Rule(dialect(), application, i, fields.get(i)));
    }
    return rules;
  }

  /** Returns the rules that direct the application's traffic. */
  Stream<Rule> serving() {
    return rules().stream().filter(Rule::isOurs);
  }

  @Override
  public List<Backend> backends() {
    return rules().stream()
        .filter(rule -> !rule.isPreview())
        .flatMap(rule -> routes(rule).flatMap(route -> backends(rule, route)))
        .toList();
  }

  /** What leads to a rule, as host and path. */
  private record Way(String host, String path) {}

  private Stream<Way> routes(Rule rule) {
    return dialect().hosts(spec()).stream()
        .flatMap(host -> rule.paths().stream().map(path -> new Way(host, path)));
  }

  private Stream<Backend> backends(Rule rule, Way way) {
    List<String> at = List.of("spec", dialect().rules(), Integer.toString(rule.number()));
    return rule.targets().stream()
        .map(
            target ->
                new Backend(
                    at, way.host(), way.path(), target.service(), target.fields().text("port")));
  }

  @Override
  public String says() {
    String all =
        rules().stream()
            .filter(rule -> !rule.isPreview())
            .map(this::says)
            .collect(Collectors.joining("; "));
    return "directs " + (all.isEmpty() ? "nothing" : all);
  }

  /** Says where what comes by one rule goes. */
  String says(Rule rule) {
    return ways(rule) + " to " + rule.says();
  }

  private String ways(Rule rule) {
    return routes(rule).map(way -> way.host() + way.path()).collect(Collectors.joining(" and "));
  }

  @Override
  public boolean serves(Colour colour) {
    return serving().anyMatch(rule -> rule.weight(colour) > 0);
  }

  @Override
  public Optional<Colour> colour() {
    List<Colour> colours = Stream.of(Colour.values()).filter(this::serves).toList();
    return colours.size() == 1 ? Optional.of(colours.get(0)) : Optional.empty();
  }

  /** Only where all rules agree. */
  @Override
  public Map<Colour, Integer> weights() {
    List<Integer> blue = serving().map(rule -> rule.percent(Colour.BLUE)).distinct().toList();
    return blue.size() == 1 && colour().isEmpty() && serves(Colour.BLUE)
        ? weights(Colour.BLUE, blue.get(0))
        : Map.of();
  }

  private static Map<Colour, Integer> weights(Colour colour, int percent) {
    return Map.of(colour, percent, colour.other(), 100 - percent);
  }

  /** What was put up beside the switch goes with it. */
  @Override
  public void redirect(FencedPatch patch, Colour to) {
    change(rule -> rule.unmirrored(rule.weighing(weights(to, 100))), List.of()).addTo(patch);
  }

  /** Testers keep their way until the switch; copies end with the first real requests. */
  @Override
  public void share(FencedPatch patch, Colour to, int weight) {
    change(
            rule -> rule.unmirrored(rule.weighing(weights(to, weight))),
            RuleChange.previews(rules()))
        .addTo(patch);
  }

  private RuleChange change(Function<Rule, Fields> ours, List<Fields> previews) {
    return new RuleChange(dialect(), generation(), rules(), ours, previews);
  }

  private long generation() {
    Long generation = object.getMetadata().getGeneration();
    return generation == null ? 0 : generation;
  }

  private static Optional<Consumer<FencedPatch>> unlessDone(RuleChange change) {
    return change.isDone() ? Optional.empty() : Optional.of(change::addTo);
  }

  /**
   * With weight 0 an edge knows a Service's pods already when it gets its first request; one that
   * is told of a Service by the switch itself may be late.
   */
  @Override
  public Optional<Consumer<FencedPatch>> standby() {
    return colour()
        .flatMap(
            live ->
                unlessDone(
                    change(
                        r -> r.namesBoth() ? r.fields() : r.weighing(weights(live, 100)),
                        RuleChange.previews(rules()))));
  }

  @Override
  public Optional<Consumer<FencedPatch>> preview(Colour to) {
    if (serves(to)) {
      return Optional.empty();
    }
    Preview preview = kind.preview();
    List<Fields> testers =
        preview.match().stream()
            .flatMap(match -> serving().map(rule -> rule.preview(to, match)))
            .toList();
    return unlessDone(
        change(
            rule -> preview.mirror() ? rule.mirroring(to) : rule.unmirrored(rule.fields()),
            testers));
  }

  @Override
  public Optional<Consumer<FencedPatch>> withoutPreview() {
    return unlessDone(change(rule -> rule.unmirrored(rule.fields()), List.of()));
  }

  @Override
  public Note note() {
    var before = new TreeMap<String, String>();
    serving().forEach(rule -> before.put(ways(rule), rule.says()));
    return new Note(Marks.PREVIOUS_BACKENDS, before);
  }

  @Override
  public List<Finding> problems() {
    return new Naming(this)
        .problems(
            "give traffic to both colours or to none, so that neither is the live one: " + says(),
            "give all weight to the Service of the live colour, in all rules");
  }

  @Override
  public List<Finding> findings() {
    return new WeightedChecks(this).findings();
  }

  @Override
  public Progress<String> accepted() {
    Fields status = Fields.of(object.getAdditionalProperties().get("status"));
    return dialect().accepted(generation(), status);
  }
}
