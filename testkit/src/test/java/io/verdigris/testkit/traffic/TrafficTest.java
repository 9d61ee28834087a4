package io.verdigris.testkit.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TrafficTest {
  private static final int ENOUGH = 20;

  @Test
  void answers_are_counted_by_version_and_failures_by_reason() throws Exception {
    HttpServer server = HttpServer.create(loopback(), 0);
    var requests = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          boolean bad = requests.incrementAndGet() % 2 == 0;
          exchange.getResponseHeaders().add("X-Version", "v1");
          exchange.sendResponseHeaders(bad ? 500 : 200, -1);
          exchange.close();
        });
    server.start();

    Tally tally = enough(Traffic.onNewConnections(uri(server.getAddress().getPort()), 200));
    server.stop(0);

    Tally.Version version = tally.version("v1");
    assertThat(version.answers()).isEqualTo(tally.requests()).isEqualTo(requests.get());
    assertThat(version.failed()).isEqualTo(tally.failed()).isEqualTo(tally.requests() / 2);
    assertThat(tally.problems()).containsOnlyKeys("status 500");
    assertThat(tally.lost()).isZero();
  }

  @Test
  void a_kept_connection_that_was_closed_is_replaced_and_counted() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      serveOneAnswerEach(server);

      Tally tally = enough(Traffic.onKeptConnections(uri(server.getLocalPort()), 100));

      assertThat(tally.failed()).isZero();
      assertThat(tally.repeated()).isPositive();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void connections_come_from_many_addresses() throws Exception {
    Set<InetAddress> clients = ConcurrentHashMap.newKeySet();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          clients.add(exchange.getRemoteAddress().getAddress());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();

    Tally tally = enough(Traffic.onNewConnections(uri(server.getAddress().getPort()), 200));
    server.stop(0);

    assertThat(tally.failed()).isZero();
    assertThat(clients).hasSize((int) Math.min(tally.requests(), 250));
  }

  @Test
  void no_answer_is_a_failure_that_says_why() throws Exception {
    int unused;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = server.getLocalPort();
    }

    Tally tally = enough(Traffic.onNewConnections(uri(unused), 200));

    assertThat(tally.lost()).isEqualTo(tally.requests()).isEqualTo(tally.failed());
    assertThat(tally.problems().keySet()).singleElement().asString().contains("refused");
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static URI uri(int port) {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  private static Tally enough(Traffic traffic) throws InterruptedException {
    var answers = new CountDownLatch(ENOUGH);
    traffic.onAnswer(answer -> answers.countDown());
    assertThat(answers.await(30, TimeUnit.SECONDS)).isTrue();
    return traffic.stop();
  }

  /** Answers one request on each connection with a promise to keep it, and closes it. */
  private static void serveOneAnswerEach(ServerSocket server) {
    var thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().read(new byte[4096]);
                  socket
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                              .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  // the client or the test has ended
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
