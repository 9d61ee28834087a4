package io.verdigris;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a rollout would do; nothing has been changed.
 *
 * @param application the application
 * @param from the live colour; empty for a first installation
 * @param to the colour that would be deployed; empty when that could not be told
 * @param replicas how many replicas the new colour would have
 * @param findings why the rollout would be refused; empty when it would be admitted
 * @param calls the calls to come, in order
 * @param permissions the rights that the calls need, sorted
 * @param notes what the rollout cannot promise with this configuration
 */
public record Plan(
    Application application,
    Optional<Colour> from,
    Optional<Colour> to,
    int replicas,
    List<Finding> findings,
    List<PlannedCall> calls,
    List<Permission> permissions,
    List<String> notes) {
  /** Copies the lists. */
  public Plan {
    findings = List.copyOf(findings);
    calls = List.copyOf(calls);
    permissions = List.copyOf(permissions);
    notes = List.copyOf(notes);
  }

  /** Returns the plan with more rights that are needed, and more to say. */
  public Plan with(List<Permission> moreRights, List<String> moreNotes) {
    return new Plan(
        application,
        from,
        to,
        replicas,
        findings,
        calls,
        Stream.concat(permissions.stream(), moreRights.stream()).toList(),
        Stream.concat(notes.stream(), moreNotes.stream()).toList());
  }

  /** Tells whether the rollout would be admitted. */
  public boolean admitted() {
    return findings.isEmpty();
  }
}
