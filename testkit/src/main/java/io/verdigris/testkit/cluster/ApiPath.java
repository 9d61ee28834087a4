package io.verdigris.testkit.cluster;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a path below {@code /api} and {@code /apis} names.
 *
 * @param namespace the namespace; empty for all of them
 * @param name the object; empty for all of them
 * @param subresource a part of the object; empty for the object
 * @param rest what follows the subresource, as it was sent; empty or with a slash in front
 */
record ApiPath(
    String group,
    String version,
    String namespace,
    String plural,
    String name,
    String subresource,
    String rest) {

  private static final List<String> OF_NAMESPACES = List.of("status", "finalize");

  /** Reads a path; empty when it names neither objects nor one of them. */
  static Optional<ApiPath> of(String path) {
    List<String> parts = Stream.of(path.substring(1).split("/", -1)).toList();
    if (parts.size() >= 3 && parts.get(0).equals("api")) {
      return below("", parts.get(1), parts.subList(2, parts.size()));
    }
    return parts.size() >= 4 && parts.get(0).equals("apis")
        ? below(parts.get(1), parts.get(2), parts.subList(3, parts.size()))
        : Optional.empty();
  }

  private static Optional<ApiPath> below(String group, String version, List<String> parts) {
    boolean namespaced =
        parts.size() > 2
            && parts.get(0).equals("namespaces")
            && !OF_NAMESPACES.contains(parts.get(2));
    String namespace = namespaced ? decoded(parts.get(1)) : "";
    List<String> own = namespaced ? parts.subList(2, parts.size()) : parts;
    String rest = own.size() > 3 ? "/" + String.join("/", own.subList(3, own.size())) : "";
    return own.get(0).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ApiPath(group, version, namespace, own.get(0), part(own, 1), part(own, 2), rest));
  }

  private static String part(List<String> parts, int index) {
    return index < parts.size() ? decoded(parts.get(index)) : "";
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("malformed path: " + e.getMessage());
    }
  }

  /** Returns the resource with its subresource, as rights name it. */
  String resource() {
    return subresource.isEmpty() ? plural : plural + "/" + subresource;
  }

  /** A namespace is in itself, as far as rights are concerned. */
  String scope() {
    return plural.equals("namespaces") && group.isEmpty() ? name : namespace;
  }
}
