package io.verdigris.examples.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A proxy that reads its upstream again and again, and so follows some time after a switch. */
final class FollowingProxy implements AutoCloseable {
  private static final Pattern SERVER = Pattern.compile("server (\\S+):80;");

  private final TestCluster cluster;
  private final UpstreamApplication app;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService reload = Executors.newSingleThreadScheduledExecutor();
  private final HttpServer server;
  private volatile URI target;

  FollowingProxy(TestCluster cluster, UpstreamApplication app) {
    this.cluster = cluster;
    this.app = app;
    this.target = upstream();
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::forward);
    server.start();
    var unused =
        reload.scheduleWithFixedDelay(() -> target = upstream(), 500, 500, TimeUnit.MILLISECONDS);
  }

  private URI upstream() {
    Matcher server = SERVER.matcher(app.upstream());
    if (!server.matches()) {
      throw new IllegalStateException("no proxy would start with " + app.upstream());
    }
    return cluster.entry(app.web().namespace(), server.group(1));
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<HttpResponse<byte[]>> answer = ask(exchange.getRequestURI().getPath());
      for (String name : List.of("X-Pod", "X-Version")) {
        answer
            .flatMap(a -> a.headers().firstValue(name))
            .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
      }
      byte[] body = answer.map(HttpResponse::body).orElse(new byte[0]);
      int status = answer.map(HttpResponse::statusCode).orElse(502);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Optional<HttpResponse<byte[]>> ask(String path) {
    try {
      var request = HttpRequest.newBuilder(target.resolve(path)).build();
      return Optional.of(client.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    reload.shutdownNow();
    threads.shutdownNow();
  }
}
