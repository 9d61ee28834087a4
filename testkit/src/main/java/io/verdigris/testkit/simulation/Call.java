package io.verdigris.testkit.simulation;

import java.util.Set;

/**
 * One request of one process.
 *
 * @param process the process' name
 * @param index how many requests the process sent before
 * @param verb the HTTP method
 * @param path the path without its query
 */
public record Call(String process, int index, String verb, String path) {
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

  /** Tells whether it changes something; a review of rights only asks. */
  public boolean isWrite() {
    return WRITES.contains(verb) && !path.contains("authorization.k8s.io");
  }

  /**
   * Returns the last parts of the path, which say what it is about; a Lease has no name, since that
   * comes from its owner's, which is another one each time.
   */
  public String about() {
    String[] parts = path.split("/", -1);
    int last = parts.length - 1;
    if (last < 1) {
      return path;
    }
    return parts[last - 1].equals("leases")
        ? "leases/of-owner"
        : parts[last - 1] + "/" + parts[last];
  }

  @Override
  public String toString() {
    return process + " call " + index + " " + verb + " " + about();
  }
}
