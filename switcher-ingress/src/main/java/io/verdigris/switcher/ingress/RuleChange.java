package io.verdigris.switcher.ingress;

import io.verdigris.kubernetes.FencedPatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * A change of some rules of an object, and of those that Verdigris itself has put there.
 *
 * @param generation the object's generation, which the places of the rules hold for
 * @param rules all rules, as they were read
 * @param ours what becomes of those that direct the application's traffic
 * @param previews the rules for testers that shall be there
 */
record RuleChange(
    Dialect dialect,
    long generation,
    List<Rule> rules,
    Function<Rule, Fields> ours,
    List<Fields> previews) {

  /** Returns the rules for testers that are there. */
  static List<Fields> previews(List<Rule> rules) {
    return rules.stream().filter(Rule::isPreview).map(Rule::fields).toList();
  }

  /** Tells whether all is as it should be. */
  boolean isDone() {
    return previews(rules).equals(previews)
        && rules.stream().filter(Rule::isOurs).allMatch(r -> ours.apply(r).equals(r.fields()));
  }

  /**
   * Adds it to a patch, with tests of what was read. The generation is tested too: rules that were
   * inserted meanwhile would shift the others.
   */
  void addTo(FencedPatch patch) {
    patch.test(generation, "metadata", "generation");
    rules.stream().filter(Rule::isOurs).forEach(rule -> test(patch, rule));
    rules.stream().filter(Rule::isOurs).forEach(rule -> change(patch, rule));
    if (!previews(rules).equals(previews)) {
      rules.stream()
          .filter(Rule::isPreview)
          .sorted(Comparator.comparingInt(Rule::number).reversed())
          .forEach(rule -> patch.remove(at(rule)));
      previews.forEach(p -> patch.set(p.values(), "spec", dialect.rules(), "-"));
    }
  }

  private void test(FencedPatch patch, Rule rule) {
    patch.test(rule.fields().value(dialect.backends()), at(rule, dialect.backends()));
  }

  private void change(FencedPatch patch, Rule rule) {
    Fields before = rule.fields();
    Fields after = ours.apply(rule);
    for (String name : Fields.names(before, after)) {
      if (!after.has(name)) {
        patch.remove(at(rule, name));
      } else if (!before.has(name) || !before.value(name).equals(after.value(name))) {
        patch.set(after.value(name), at(rule, name));
      }
    }
  }

  private String[] at(Rule rule, String... field) {
    var at = new ArrayList<>(List.of("spec", dialect.rules(), Integer.toString(rule.number())));
    at.addAll(List.of(field));
    return at.toArray(String[]::new);
  }
}
