package io.verdigris.switcher.ingress;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.kubernetes.Slices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One rule of an object that shares requests out by weights.
 *
 * @param number its place in the list of rules
 */
record Rule(Dialect dialect, Application application, int number, Fields fields) {

  /**
   * A backend that answers requests.
   *
   * @param service the Service that it names; empty when it names another kind of object
   * @param weight its weight among those of the rule
   */
  record Target(Fields fields, String service, int weight) {
    @Override
    public String toString() {
      return (service.isEmpty() ? "an object that is no Service" : service) + " " + weight;
    }
  }

  /** Returns the backends that answer requests. */
  List<Target> targets() {
    List<Fields> answering =
        fields.list(dialect.backends()).stream().filter(dialect::answers).toList();
    List<Integer> weights = dialect.weights(answering);
    var targets = new ArrayList<Target>();
    for (int i = 0; i < answering.size(); i++) {
      String service = dialect.service(answering.get(i), application.namespace());
      targets.add(new Target(answering.get(i), service, weights.get(i)));
    }
    return targets;
  }

  /** Tells whether it is Verdigris' own way for testers, and so directs no traffic. */
  boolean isPreview() {
    return dialect.set(fields, Dialect.MARK).isPresent();
  }

  /** Tells whether it directs traffic to a colour's own Service. */
  boolean isOurs() {
    return !isPreview() && targets().stream().anyMatch(this::isColoured);
  }

  private boolean isColoured(Target target) {
    return colours().anyMatch(c -> service(c).equals(target.service()));
  }

  private static Stream<Colour> colours() {
    return Stream.of(Colour.values());
  }

  private String service(Colour colour) {
    return Slices.service(application, colour);
  }

  private List<Target> of(Colour colour) {
    return targets().stream().filter(t -> t.service().equals(service(colour))).toList();
  }

  /** Returns the weight of a colour among the backends of the rule. */
  int weight(Colour colour) {
    return of(colour).stream().mapToInt(Target::weight).sum();
  }

  /** Returns of 100 requests to the two colours, how many go to this one. */
  int percent(Colour colour) {
    int all = weight(colour) + weight(colour.other());
    return all == 0 ? 0 : Math.round(100f * weight(colour) / all);
  }

  /** Tells whether both colours are there, whatever their weights. */
  boolean namesBoth() {
    return colours().noneMatch(colour -> of(colour).isEmpty());
  }

  /** Returns the other backends that get requests. */
  List<Target> others() {
    return targets().stream().filter(t -> !isColoured(t) && t.weight() > 0).toList();
  }

  boolean namesTwice() {
    return colours().anyMatch(colour -> of(colour).size() > 1);
  }

  /** Returns it with these weights of the colours, each of which it names then. */
  Fields weighing(Map<Colour, Integer> weights) {
    var backends = new ArrayList<Fields>();
    for (Fields backend : fields.list(dialect.backends())) {
      backends.add(dialect.answers(backend) ? weighing(backend, weights) : backend);
    }
    colours()
        .filter(colour -> of(colour).isEmpty())
        .forEach(c -> backends.add(backend(c).with("weight", weights.getOrDefault(c, 0))));
    return fields.with(dialect.backends(), backends);
  }

  private Fields weighing(Fields backend, Map<Colour, Integer> weights) {
    String service = dialect.service(backend, application.namespace());
    return colours()
        .filter(colour -> service(colour).equals(service))
        .findFirst()
        .map(colour -> backend.with("weight", weights.getOrDefault(colour, 0)))
        .orElse(backend);
  }

  /** Returns a backend of the colour with whatever else ours has. */
  private Fields backend(Colour colour) {
    Target like = targets().stream().filter(this::isColoured).findFirst().orElseThrow();
    return like.fields().with("name", service(colour));
  }

  /** Returns the rule that lets testers reach a colour where all others go by this one. */
  Fields preview(Colour to, Preview.Match match) {
    Fields only =
        unmirrored(fields).with(dialect.backends(), List.of(backend(to).with("weight", 100)));
    return dialect.setting(dialect.matching(only, match), Dialect.MARK, to.label());
  }

  /** Returns it with copies of all requests to the colour. */
  Fields mirroring(Colour to) {
    return dialect.mirroring(unmirrored(fields), backend(to));
  }

  /** Returns the same without copies to either colour. */
  Fields unmirrored(Fields rule) {
    return dialect.withoutMirror(rule, name -> colours().anyMatch(c -> service(c).equals(name)));
  }

  /** Returns what leads to it, once for each path. */
  List<String> paths() {
    return dialect.paths(fields);
  }

  /** Says where its requests go, such as {@code web-blue 90, web-green 10}. */
  String says() {
    return targets().isEmpty()
        ? "nothing"
        : targets().stream().map(Target::toString).collect(Collectors.joining(", "));
  }
}
