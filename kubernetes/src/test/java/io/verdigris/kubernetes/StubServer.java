package io.verdigris.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.Function;

/** An API server that answers whatever a test says. */
final class StubServer implements AutoCloseable {
  private final HttpServer server;
  private final KubernetesClient client;

  /** What is answered to a request. */
  record Answer(int status, String body) {}

  private StubServer(HttpServer server) {
    this.server = server;
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty()).withMasterUrl(url).build())
            .build();
  }

  static StubServer answering(Function<HttpExchange, Answer> answers) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, answers.apply(exchange)));
    return new StubServer(server);
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  ApiServer api() {
    return new ApiServer(client, InstantSource.system(), ApiServer.Answers.NOBODY);
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
  }
}
