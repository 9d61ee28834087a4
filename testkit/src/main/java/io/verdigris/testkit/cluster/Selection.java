package io.verdigris.testkit.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Which objects a list or a watch is about, by their labels and fields. */
final class Selection implements Predicate<JsonNode> {
  private static final Pattern SET =
      Pattern.compile("([^\\s,!=()]+)\\s+(in|notin)\\s+\\(([^()]*)\\)");
  private static final Pattern EQUAL =
      Pattern.compile("([^\\s,!=()]+)\\s*(==|=|!=)\\s*([^\\s,()]*)");
  private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([^\\s,!=()]+)");
  private static final Pattern COMMA = Pattern.compile(",(?![^(]*\\))");

  private final Predicate<JsonNode> test;

  private Selection(Predicate<JsonNode> test) {
    this.test = test;
  }

  /**
   * Reads selectors; empty ones select all.
   *
   * @throws Refusal 400 when they are malformed or name a field that cannot be selected by
   */
  static Selection of(Kind kind, String labels, String fields) {
    var tests = new ArrayList<Predicate<JsonNode>>();
    parts(labels).map(Selection::label).forEach(tests::add);
    parts(fields).map(part -> field(kind, part)).forEach(tests::add);
    return new Selection(object -> tests.stream().allMatch(t -> t.test(object)));
  }

  private static Stream<String> parts(String selector) {
    return selector.isBlank() ? Stream.of() : COMMA.splitAsStream(selector).map(String::trim);
  }

  private static Predicate<JsonNode> label(String part) {
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      Set<String> values =
          Stream.of(set.group(3).split(",", -1)).map(String::trim).collect(Collectors.toSet());
      boolean in = set.group(2).equals("in");
      return has(set.group(1), values, in);
    }
    Matcher equal = EQUAL.matcher(part);
    if (equal.matches()) {
      return has(equal.group(1), Set.of(equal.group(3)), !equal.group(2).equals("!="));
    }
    Matcher exists = EXISTS.matcher(part);
    if (exists.matches()) {
      boolean wanted = exists.group(1).isEmpty();
      return object -> labels(object).has(exists.group(2)) == wanted;
    }
    throw Refusal.badRequest("unable to parse requirement: " + part);
  }

  private static Predicate<JsonNode> has(String key, Set<String> values, boolean wanted) {
    return object ->
        (labels(object).has(key) && values.contains(Json.text(labels(object), key))) == wanted;
  }

  private static JsonNode labels(JsonNode object) {
    return Json.at(object, "metadata", "labels");
  }

  private static Predicate<JsonNode> field(Kind kind, String part) {
    Matcher equal = EQUAL.matcher(part);
    if (!equal.matches()) {
      throw Refusal.badRequest("invalid field selector: " + part);
    }
    String name = equal.group(1);
    if (!fields(kind).contains(name)) {
      throw Refusal.badRequest("field label not supported: " + name);
    }
    String[] path = name.split("\\.");
    boolean wanted = !equal.group(2).equals("!=");
    return object -> Json.text(object, path).equals(equal.group(3)) == wanted;
  }

  private static List<String> fields(Kind kind) {
    List<String> own =
        Map.of(
                "Pod", List.of("spec.nodeName", "status.phase", "status.podIP"),
                "Event",
                    List.of(
                        "involvedObject.name",
                        "involvedObject.kind",
                        "involvedObject.uid",
                        "involvedObject.namespace",
                        "reason",
                        "type"),
                "Secret", List.of("type"),
                "Namespace", List.of("status.phase"))
            .getOrDefault(kind.name(), List.of());
    return Stream.concat(Stream.of("metadata.name", "metadata.namespace"), own.stream()).toList();
  }

  @Override
  public boolean test(JsonNode object) {
    return test.test(object);
  }
}
