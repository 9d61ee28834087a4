package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout that tells a webhook how it goes. */
class NotifyIT {
  @TempDir private Path dir;
  private final List<String> told = new CopyOnWriteArrayList<>();

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      told.add(
          exchange.getRequestHeaders().getFirst("Verdigris-Event")
              + (exchange.getRequestHeaders().containsKey("Verdigris-Signature") ? " signed" : ""));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Test
  void a_webhook_is_told_of_the_switch_and_the_end_before_the_command_ends() throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(address, 0);
    server.createContext("/", this::take);
    server.start();
    Path url = dir.resolve("url");
    Files.writeString(url, "http://127.0.0.1:" + server.getAddress().getPort() + "/T0K3N\n");
    Path secret = Files.writeString(dir.resolve("secret"), "key");
    var shell = Shell.piped();

    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        var web = new TestApplication(cluster)) {
      web.service(TestApplication.selector("blue"));
      web.deployment("blue", 1);
      web.awaitReady("blue", 1);
      String notify = "webhook:file=" + url + ",secret-file=" + secret;
      String image = "app=" + cluster.image("v2");
      int status =
          shell.run(
              Shell.args(
                  cluster,
                  web.application(),
                  "run",
                  "--image",
                  image,
                  "--soak",
                  "0s",
                  "--drain-timeout",
                  "0s",
                  "--notify",
                  notify));

      assertThat(status).as(shell.out() + shell.err()).isZero();
    } finally {
      server.stop(0);
    }
    assertThat(told).containsExactly("switched signed", "promoted signed");
    assertThat(shell.out() + shell.err()).doesNotContain("T0K3N");
  }
}
