package io.verdigris.cli;

import io.verdigris.kubernetes.adoption.AdoptionPlan;
import java.util.ArrayList;
import java.util.List;

/** Plans of adoptions and ejections, and their steps, as lines of text and as JSON. */
final class AdoptionText {
  private AdoptionText() {}

  /**
   * Returns a plan as lines.
   *
   * @param whole whether with its steps and rights, or only what a person should know before
   */
  static List<String> of(AdoptionPlan plan, boolean whole) {
    var lines = new ArrayList<String>();
    lines.add(headline(plan));
    plan.findings().forEach(finding -> lines.add("  - " + Lines.clean(finding.toString())));
    if (whole) {
      plan.steps().forEach(step -> lines.add("  " + Lines.clean(line(step))));
    }
    plan.notes().forEach(note -> lines.add("  Note: " + Lines.clean(note)));
    boolean missing = plan.findings().stream().anyMatch(f -> f.field().equals("right"));
    if (!plan.done() && (missing || (whole && plan.admitted()))) {
      lines.add("");
      lines.add("The smallest Role that suffices");
      lines.addAll(
          RoleYaml.of("verdigris-adoption", plan.application().namespace(), plan.permissions()));
    }
    return lines;
  }

  private static String headline(AdoptionPlan plan) {
    String application = plan.application().toString();
    if (!plan.admitted()) {
      return application + " would be left as it is";
    }
    return plan.done()
        ? application + " is as it shall be; nothing to do"
        : application + ": " + plan.steps().size() + " steps";
  }

  /** Returns a step as a line. */
  static String line(AdoptionPlan.Step step) {
    return step.verb() + " " + step.object() + ": " + step.purpose();
  }

  static Json json(AdoptionPlan.Step step) {
    return step(Json.of("step"), step);
  }

  private static Json step(Json json, AdoptionPlan.Step step) {
    return json.put("verb", step.verb())
        .put("object", step.object())
        .put("purpose", step.purpose());
  }

  static Json json(AdoptionPlan plan) {
    return Json.of("plan")
        .put("application", plan.application().toString())
        .put("admitted", plan.admitted())
        .put("done", plan.done())
        .put("findings", plan.findings().stream().map(Object::toString).toList())
        .put("steps", plan.steps().stream().map(s -> step(Json.of("step"), s)).toList())
        .put("notes", plan.notes());
  }
}
