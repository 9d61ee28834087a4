package io.verdigris;

/**
 * One right that a rollout needs in the application's namespace.
 *
 * @param group the API group; empty for the core group
 * @param resource the plural, with its subresource after a slash
 * @param verb the verb in RBAC's terms
 */
public record Permission(String group, String resource, String verb)
    implements Comparable<Permission> {
  @Override
  public int compareTo(Permission other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return group + "/" + resource + " " + verb;
  }
}
