package io.verdigris.kubernetes.adoption;

import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.Permission;
import java.util.List;

/**
 * What an adoption or an ejection would do; nothing has been changed.
 *
 * @param application the application
 * @param done whether the application is already as it shall be, so that nothing would be done
 * @param findings why it would be refused; empty when it would be done
 * @param steps what would be done, in order; empty when refused or done
 * @param permissions the rights that those need, sorted
 * @param notes what must change elsewhere, as in a chart or a repository, and what is lost
 * @param manifests the objects of the pair as YAML, to be kept in a repository; empty when refused,
 *     and for an ejection
 */
public record AdoptionPlan(
    Application application,
    boolean done,
    List<Finding> findings,
    List<Step> steps,
    List<Permission> permissions,
    List<String> notes,
    String manifests) {

  /**
   * One thing to do.
   *
   * @param verb what: {@code CREATE}, {@code PATCH}, {@code DELETE} or {@code WAIT}
   * @param object to what, as {@code kind namespace/name}
   * @param purpose why, in a few words
   */
  public record Step(String verb, String object, String purpose) {}

  /** Copies the lists. */
  public AdoptionPlan {
    findings = List.copyOf(findings);
    steps = List.copyOf(steps);
    permissions = permissions.stream().sorted().toList();
    notes = List.copyOf(notes);
  }

  /** Tells whether it would be done. */
  public boolean admitted() {
    return findings.isEmpty();
  }
}
