package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * What a request is about, in RBAC's terms.
 *
 * @param verb the verb
 * @param group the API group; empty for the core group
 * @param version the API version
 * @param resource the plural, with its subresource after a slash
 * @param namespace the namespace; empty for what has none
 * @param name the object's name; empty for all of them
 * @param isWrite whether it changes anything
 */
record ApiTarget(
    String verb,
    String group,
    String version,
    String resource,
    String namespace,
    String name,
    boolean isWrite) {

  /** Something that is read. */
  static ApiTarget get(String version, String resource, String namespace, String name) {
    return new ApiTarget("get", "", version, resource, namespace, name, false);
  }

  static ApiTarget of(
      String verb, Class<? extends HasMetadata> type, String namespace, String name) {
    return new ApiTarget(
        verb,
        HasMetadata.getGroup(type),
        HasMetadata.getVersion(type),
        HasMetadata.getPlural(type),
        namespace,
        name,
        !verb.equals("get") && !verb.equals("list"));
  }

  /** The same as a question that changes nothing: a dry run, or a review of rights. */
  ApiTarget asked() {
    return new ApiTarget(verb, group, version, resource, namespace, name, false);
  }

  String path() {
    int slash = resource.indexOf('/');
    String plural = slash < 0 ? resource : resource.substring(0, slash);
    String subresource = slash < 0 ? "" : resource.substring(slash);
    return (group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version)
        + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
        + "/"
        + plural
        + (name.isEmpty() ? "" : "/" + name)
        + subresource;
  }

  @Override
  public String toString() {
    String what = group.isEmpty() ? resource : resource + "." + group;
    return verb + " " + what + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
  }
}
