package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/** Sends single requests by the client's own way to the API server, and shows the plain answer. */
record Http(KubernetesClient client, String namespace) {
  static final String JSON = "application/json";
  static final String JSON_PATCH = "application/json-patch+json";
  static final String MERGE = "application/merge-patch+json";
  static final String STRATEGIC = "application/strategic-merge-patch+json";
  static final String APPLY = "application/apply-patch+yaml";

  /** An answer; the body is missing when it is no JSON. */
  record Answer(int status, JsonNode body, String text) {
    String message() {
      return Json.text(body, "message");
    }

    String reason() {
      return Json.text(body, "reason");
    }
  }

  Answer get(String path) {
    return send("GET", path, JSON, "");
  }

  Answer create(String plural, String body) {
    return send("POST", plural, JSON, body);
  }

  Answer jsonPatch(String path, String... operations) {
    return send("PATCH", path, JSON_PATCH, "[" + String.join(",", operations) + "]");
  }

  Answer merge(String path, String body) {
    return send("PATCH", path, MERGE, body);
  }

  Answer apply(String path, String manager, boolean force, String body) {
    String query = "?fieldManager=" + manager + (force ? "&force=true" : "");
    return send("PATCH", path + query, APPLY, body);
  }

  /** Sends a request; a path that is not absolute is below this namespace of the core group. */
  Answer send(String method, String path, String type, String body) {
    HttpRequest.Builder request =
        client.getHttpClient().newHttpRequestBuilder().uri(uri(path)).timeout(20, TimeUnit.SECONDS);
    if (!method.equals("GET")) {
      request.method(method, type, body);
    }
    try {
      HttpResponse<String> response =
          client.getHttpClient().sendAsync(request.build(), String.class).get(30, TimeUnit.SECONDS);
      String text = response.body() == null ? "" : response.body();
      return new Answer(response.code(), parsed(text), text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("no answer to " + method + " " + path, e);
    }
  }

  private String uri(String path) {
    String server = client.getMasterUrl().toString().replaceAll("/+$", "");
    return path.startsWith("/")
        ? server + path
        : server + "/api/v1/namespaces/" + namespace + "/" + path;
  }

  /** Returns the path of objects of a group in this namespace. */
  String in(String group, String path) {
    return "/apis/" + group + "/v1/namespaces/" + namespace + "/" + path;
  }

  private static JsonNode parsed(String text) {
    return text.startsWith("{") && !text.contains("\n{") ? Json.read(text) : Json.object();
  }
}
