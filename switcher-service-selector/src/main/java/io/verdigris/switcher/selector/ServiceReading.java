package io.verdigris.switcher.selector;

import io.fabric8.kubernetes.api.model.Service;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.kubernetes.ApiServer;
import io.verdigris.kubernetes.AppliedFields;
import io.verdigris.kubernetes.Director;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Fences;
import io.verdigris.kubernetes.Layout;
import io.verdigris.kubernetes.Marks;
import io.verdigris.kubernetes.RoutingObject;
import io.verdigris.spi.TrafficState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What a stable Service says about its application's traffic. */
record ServiceReading(Service object, String colorKey) implements RoutingObject<Service> {

  /**
   * Returns the state of traffic.
   *
   * @param matched the names of the Deployments that a selector without colour would match
   * @param also the Services that are switched with it
   */
  TrafficState state(Supplier<List<String>> matched, List<String> also) {
    var problems = new ArrayList<>(problems(matched));
    forgotten(also).ifPresent(problems::add);
    return state(problems);
  }

  Map<String, String> selector() {
    return Layout.selector(object);
  }

  @Override
  public String selection() {
    return new TreeMap<>(Layout.base(object, colorKey)).toString();
  }

  @Override
  public Optional<Colour> colour() {
    return Colour.ofLabel(selector().getOrDefault(colorKey, ""));
  }

  @Override
  public String says() {
    return "selects " + selector();
  }

  @Override
  public void redirect(FencedPatch patch, Colour to) {
    var after = new TreeMap<>(selector());
    after.put(colorKey, to.label());
    patch.test(selector(), "spec", "selector").set(after, "spec", "selector");
  }

  /** Without a colour it selects the pods of both, each of which gets the same. */
  @Override
  public void share(FencedPatch patch, Colour to, int weight) {
    var after = new TreeMap<>(selector());
    after.remove(colorKey);
    patch.test(selector(), "spec", "selector").set(after, "spec", "selector");
  }

  @Override
  public Note note() {
    return new Note(Marks.PREVIOUS, selector());
  }

  /** Finds Services that were switched with this one and are not to be any more. */
  private Optional<Finding> forgotten(List<String> also) {
    String names = Fences.annotation(object, Marks.ALSO);
    return names.isEmpty() || also.containsAll(List.of(names.split(" ", -1)))
        ? Optional.empty()
        : Optional.of(
            finding(
                "annotation " + Marks.ALSO,
                names,
                "names Services that are switched with it, of which the settings say only " + also,
                "give the setting \"also\" of service-selector as before; or, once they select no"
                    + " colour of this application any more, remove the annotation"));
  }

  private List<Finding> problems(Supplier<List<String>> matched) {
    var problems = new ArrayList<Finding>();
    Optional<Director> director = Director.of(object);
    if (director.isPresent()) {
      problems.add(directedBy(director.get()));
    } else if ("ExternalName".equals(object.getSpec().getType())) {
      problems.add(
          finding(
              "type",
              "ExternalName",
              "directs traffic by DNS, not by a selector",
              "name a Service with a selector"));
    } else if ("None".equals(object.getSpec().getClusterIP())) {
      problems.add(
          finding(
              "clusterIP",
              "None",
              "is headless: its clients find pods by DNS and keep them",
              "name a Service with a cluster IP"));
    } else if (selector().isEmpty()) {
      problems.add(
          finding(
              "selector", "", "selects nothing", "give it a selector with " + colorKey + ": blue"));
    } else {
      selectorProblem(matched).ifPresent(problems::add);
    }
    return problems;
  }

  private Finding directedBy(Director director) {
    return finding(
        "annotation " + director.annotation(),
        director.object(),
        "says that this object directs the application's traffic, not the selector",
        "use the switcher "
            + director.switcher()
            + "; or let the selector name the live colour and the object name this Service, then"
            + " remove the annotation");
  }

  private Optional<Finding> selectorProblem(Supplier<List<String>> matched) {
    String value = selector().getOrDefault(colorKey, "");
    if (selector().containsKey(colorKey)) {
      return colour().isPresent()
          ? Optional.empty()
          : Optional.of(
              finding(
                  "selector",
                  colorKey + ": " + value,
                  "is neither blue nor green",
                  "set " + colorKey + " to the colour of the live pods"));
    }
    List<String> deployments = matched.get();
    return deployments.isEmpty()
        ? Optional.empty()
        : Optional.of(
            finding(
                "selector",
                selector().toString(),
                "names no colour, so that it would select blue and green pods alike; it matches "
                    + deployments,
                "add " + colorKey + ": blue to the pod labels first, then to the selector"));
  }

  private Finding finding(String field, String value, String problem, String remedy) {
    return new Finding(field + " of " + Fences.describe(object), value, problem, remedy);
  }

  /** Finds who else declares the selector: it would set it back whenever it applies. */
  Optional<Finding> otherOwner() {
    return AppliedFields.manager(object, "selector")
        .map(
            manager ->
                finding(
                    "selector",
                    "field manager " + manager,
                    "is declared by server-side apply, which would take traffic back at any time",
                    "leave spec.selector out of what " + manager + " applies"));
  }

  /**
   * Says that {@code kubectl apply} declared the colour: applied again, it would set it back. Until
   * then it does nothing by itself, so that this refuses no rollout.
   */
  Optional<String> appliedColour(ApiServer api) {
    return AppliedFields.last(api, object)
        .map(s -> s.getSpec() == null ? Map.<String, String>of() : Layout.selector(s))
        .filter(selector -> selector.containsKey(colorKey))
        .map(
            selector ->
                Fences.describe(object)
                    + " was made by kubectl apply with "
                    + colorKey
                    + ": "
                    + selector.get(colorKey)
                    + " in its selector; applied again, that manifest would send all traffic to "
                    + selector.get(colorKey)
                    + ", so take the key out of it, and have kubectl forget it by kubectl apply"
                    + " set-last-applied before the next apply, which would else take it out of"
                    + " the Service as well");
  }
}
