package io.verdigris.spi;

import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.PlannedCall;
import java.util.List;

/**
 * What an extension says before a rollout begins.
 *
 * @param findings why it cannot go well; empty to admit it
 * @param calls the calls that the extension would make, in order
 * @param permissions the rights that those need
 * @param notes what it cannot promise
 * @param replicas how many replicas the new colour would have; 0 from an extension that does not
 *     know
 */
public record Admission(
    List<Finding> findings,
    List<PlannedCall> calls,
    List<Permission> permissions,
    List<String> notes,
    int replicas) {
  /** Copies the lists. */
  public Admission {
    findings = List.copyOf(findings);
    calls = List.copyOf(calls);
    permissions = List.copyOf(permissions);
    notes = List.copyOf(notes);
  }

  /** Returns that nothing is against the rollout and nothing is needed for it. */
  public static Admission granted() {
    return refused(List.of());
  }

  /** Returns a refusal. */
  public static Admission refused(List<Finding> findings) {
    return new Admission(findings, List.of(), List.of(), List.of(), 0);
  }
}
