package io.verdigris.examples.pipelines;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;

/**
 * The comments of one pull request of GitHub, or of one merge request of GitLab, over HTTP: pages
 * of 100, new ones by POST, changed ones by PATCH or PUT.
 */
final class Comments implements AutoCloseable {
  static final String TOKEN = "a-token";

  private final HttpServer server;
  private final Map<Integer, String> bodies = new TreeMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  Comments() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void add(String body) {
    bodies.put(bodies.size() + 1, body);
  }

  List<String> bodies() {
    return List.copyOf(bodies.values());
  }

  /** Returns method and path of each call, without the query. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      calls.add(exchange.getRequestMethod() + " " + path);
      var headers = exchange.getRequestHeaders();
      boolean known =
          ("Bearer " + TOKEN).equals(headers.getFirst("Authorization"))
              || TOKEN.equals(headers.getFirst("PRIVATE-TOKEN"));
      Object answer = known ? answer(exchange, path) : Map.of("message", "Bad credentials");
      byte[] json = JsonMapper.shared().writeValueAsBytes(answer);
      exchange.sendResponseHeaders(known ? 200 : 401, json.length);
      exchange.getResponseBody().write(json);
    }
  }

  private Object answer(HttpExchange exchange, String path) throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      int page =
          Integer.parseInt(exchange.getRequestURI().getQuery().replaceAll(".*&page=(\\d+)", "$1"));
      return bodies.entrySet().stream()
          .skip((page - 1) * 100L)
          .limit(100)
          .map(comment -> Map.of("id", comment.getKey(), "body", comment.getValue()))
          .toList();
    }
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String body = JsonMapper.shared().readTree(text).get("body").asString();
    boolean fresh = exchange.getRequestMethod().equals("POST");
    int id =
        fresh ? bodies.size() + 1 : Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    bodies.put(id, body);
    return Map.of("id", id);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
