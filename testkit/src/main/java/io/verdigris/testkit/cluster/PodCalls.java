package io.verdigris.testkit.cluster;

import io.verdigris.testkit.cluster.HttpMessage.Field;
import io.verdigris.testkit.cluster.ObjectStore.Key;
import io.verdigris.testkit.cluster.Resources.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Hands requests on to pods, and reads what they have written. */
record PodCalls(ObjectStore store, PodAccess pods) {
  private static final int HTTP = 80;
  private static final Set<String> NOT_PASSED_ON =
      Set.of("host", "authorization", "content-length", "connection", "upgrade", "http2-settings");

  /** Returns the pod's name in a path to its proxy, where a scheme and a port may be beside it. */
  static String pod(ApiPath path) {
    String[] parts = path.name().split(":", -1);
    return parts.length == 3 ? parts[1] : parts[0];
  }

  Reply proxy(Target target, ApiRequest request) {
    ObjectNode pod = find(target, pod(target.path()));
    if (Json.text(pod, "status", "podIP").isEmpty()) {
      throw Refusal.badRequest("address not allowed");
    }
    try {
      HttpMessage answer =
          pods.call(
              target.path().namespace(),
              Json.name(pod),
              port(target.path(), pod),
              message(target, request));
      return new Reply.Text(answer.status(), headers(answer), answer.body());
    } catch (IOException e) {
      throw Refusal.of(
          503, "ServiceUnavailable", "error trying to reach service: " + e.getMessage());
    }
  }

  private ObjectNode find(Target target, String name) {
    return store
        .get(new Key(Kinds.POD, target.path().namespace(), name))
        .orElseThrow(() -> Refusal.notFound(Kinds.POD, name));
  }

  private static int port(ApiPath path, ObjectNode pod) {
    String[] parts = path.name().split(":", -1);
    String asked = parts.length == 1 ? "" : parts[parts.length == 3 ? 2 : 1];
    if (!asked.isEmpty() && !asked.matches("\\d{1,5}")) {
      throw Refusal.badRequest("invalid pod request \"" + path.name() + "\"");
    }
    return asked.isEmpty() ? firstPort(pod) : Integer.parseInt(asked);
  }

  private static int firstPort(ObjectNode pod) {
    return Json.at(pod, "spec", "containers").values().stream()
        .flatMap(container -> container.path("ports").values().stream())
        .map(port -> port.path("containerPort").asInt(HTTP))
        .findFirst()
        .orElse(HTTP);
  }

  private static HttpMessage message(Target target, ApiRequest request) {
    int start = request.path().indexOf('?');
    String query = start < 0 ? "" : request.path().substring(start);
    String rest = target.path().rest();
    var fields = new ArrayList<Field>();
    fields.add(new Field("Host", pod(target.path())));
    request.headers().entrySet().stream()
        .filter(header -> !NOT_PASSED_ON.contains(header.getKey()))
        .forEach(header -> fields.add(new Field(header.getKey(), header.getValue())));
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    return new HttpMessage(
        request.verb() + " " + (rest.isEmpty() ? "/" : rest) + query + " HTTP/1.1",
        List.copyOf(fields),
        new String(body, StandardCharsets.ISO_8859_1));
  }

  private static Map<String, String> headers(HttpMessage answer) {
    var headers = new HashMap<String, String>();
    answer.forwarded().fields().forEach(field -> headers.put(field.name(), field.value()));
    return headers;
  }

  Reply log(Target target, ApiRequest request) {
    ObjectNode pod = find(target, target.path().name());
    checkContainer(pod, request.query("container"));
    String text =
        pods.log(target.path().namespace(), target.path().name())
            .orElseThrow(
                () ->
                    Refusal.badRequest(
                        "container \""
                            + containers(pod).findFirst().orElse("")
                            + "\" in pod \""
                            + target.path().name()
                            + "\" is waiting to start: ContainerCreating"));
    byte[] bytes = tail(text, request.query("tailLines")).getBytes(StandardCharsets.UTF_8);
    return new Reply.Text(
        200, Map.of("Content-Type", "text/plain"), new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static void checkContainer(ObjectNode pod, String container) {
    if (!container.isEmpty() && containers(pod).noneMatch(container::equals)) {
      throw Refusal.badRequest(
          "container " + container + " is not valid for pod " + Json.name(pod));
    }
  }

  private static Stream<String> containers(ObjectNode pod) {
    JsonNode containers = Json.at(pod, "spec", "containers");
    return containers.values().stream().map(container -> Json.text(container, "name"));
  }

  private static String tail(String text, String lines) {
    if (!lines.matches("\\d{1,8}")) {
      return text;
    }
    List<String> all = text.lines().toList();
    List<String> last = all.subList(Math.max(0, all.size() - Integer.parseInt(lines)), all.size());
    return last.isEmpty() ? "" : String.join("\n", last) + "\n";
  }
}
