package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FrontDoorTest {
  private final Lab lab = new Lab();
  private URI entry = URI.create("http://127.0.0.1");

  @BeforeEach
  void blue_serves() {
    lab.create(Lab.web("blue", 3, Map.of("DRAIN", "300ms")).build());
    lab.create(Lab.service("blue").build());
    lab.untilListed("web-blue", 3);
    entry = lab.workloads.entry(Lab.NAMESPACE, "web");
    Lab.eventually("the door is open", () -> versionOrNone().equals("blue"));
  }

  @AfterEach
  void end() {
    lab.close();
  }

  @Test
  void new_connections_reach_every_pod() {
    var pods = new HashSet<String>();
    Lab.eventually(
        "all three have answered",
        () -> {
          pods.add(header(get("/"), "X-Pod"));
          return pods.size() == 3;
        });
  }

  @Test
  void new_connections_follow_a_switch_and_kept_ones_stay() throws IOException {
    lab.create(Lab.web("green", 3, Map.of()).build());
    lab.untilReady("web-green", 3);
    try (var kept = new Kept(entry)) {
      assertThat(header(kept.ask("/"), "X-Version")).isEqualTo("blue");

      lab.switchTo("green", 1);
      Lab.eventually("green answers", () -> versionOrNone().equals("green"));

      for (int i = 0; i < 20; i++) {
        assertThat(header(get("/"), "X-Version")).isEqualTo("green");
        assertThat(header(kept.ask("/"), "X-Version")).isEqualTo("blue");
      }
    }
  }

  @Test
  void no_request_on_a_new_connection_is_lost_while_colours_change_and_pods_go() throws Exception {
    lab.create(Lab.web("green", 3, Map.of("DRAIN", "300ms")).build());
    lab.untilReady("web-green", 3);
    var stop = new AtomicBoolean();
    var answered = new AtomicInteger();
    var failed = new ConcurrentLinkedQueue<String>();
    var client =
        new Thread(
            () -> {
              while (!stop.get()) {
                try {
                  assertThat(request(entry, "/")).startsWith("HTTP/1.1 200");
                  answered.incrementAndGet();
                } catch (IOException | AssertionError e) {
                  failed.add(e.toString());
                }
              }
            });
    client.start();
    for (int epoch = 1; epoch <= 10; epoch++) {
      String to = epoch % 2 == 1 ? "green" : "blue";
      lab.switchTo(to, epoch);
      Lab.eventually(to + " answers", () -> versionOrNone().equals(to));
    }
    lab.change("web-blue", d -> d.getSpec().setReplicas(1));
    Lab.eventually(
        "two pods are gone",
        () -> lab.pods().stream().filter(p -> name(p).startsWith("web-blue")).count() == 1);
    stop.set(true);
    client.join();
    assertThat(failed).isEmpty();
    assertThat(answered).hasValueGreaterThan(10);
  }

  @Test
  void a_door_without_pods_refuses() {
    lab.switchTo("purple", 1);
    Lab.eventually("nobody answers", () -> versionOrNone().isEmpty());
    assertThatThrownBy(() -> request(entry, "/")).isInstanceOf(IOException.class);
  }

  @Test
  void a_client_that_has_said_all_is_still_answered() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), entry.getPort())) {
      send(socket, "GET / HTTP/1.1\r\nHost: web\r\n\r\n");
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").contains("blue web-blue-");
    }
  }

  @Test
  void a_pod_that_ends_answers_what_is_in_flight_and_closes() throws IOException {
    try (var idle = new Kept(entry);
        var busy = new Kept(entry)) {
      idle.ask("/");
      busy.ask("/fault?latency=1s", "POST");
      busy.say("/", "GET");
      lab.change("web-blue", d -> d.getSpec().setReplicas(0));
      assertThat(busy.hear()).startsWith("HTTP/1.1 200").contains("Connection: close");
      assertThat(busy.hasEnded()).isTrue();
      assertThat(idle.hasEnded()).isTrue();
    }
    Lab.eventually("no pod is left", () -> lab.pods().isEmpty());
  }

  @Test
  void there_is_no_door_to_a_service_that_is_not_there() {
    assertThatThrownBy(() -> lab.workloads.entry(Lab.NAMESPACE, "nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("shop/nobody");
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  private String versionOrNone() {
    try {
      return header(request(entry, "/"), "X-Version");
    } catch (IOException e) {
      return "";
    }
  }

  private String get(String path) {
    try {
      return request(entry, path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String request(URI to, String path) throws IOException {
    try (var connection = new Kept(to)) {
      return connection.ask(path);
    }
  }

  private static String header(String answer, String name) {
    return answer
        .lines()
        .filter(l -> l.startsWith(name + ": "))
        .map(l -> l.substring(name.length() + 2))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is missing in " + answer));
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** A connection that a client keeps. */
  private static final class Kept implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Kept(URI to) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), to.getPort());
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    String ask(String path) throws IOException {
      return ask(path, "GET");
    }

    String ask(String path, String method) throws IOException {
      say(path, method);
      return hear();
    }

    void say(String path, String method) throws IOException {
      send(socket, method + " " + path + " HTTP/1.1\r\nHost: web\r\n\r\n");
    }

    /** Reads one answer: its head and the one line of its body. */
    String hear() throws IOException {
      var answer = new StringBuilder();
      for (String line = in.readLine(); ; line = in.readLine()) {
        if (line == null) {
          throw new EOFException("closed after: " + answer);
        }
        answer.append(line).append('\n');
        if (line.isEmpty()) {
          return answer.append(in.readLine()).toString();
        }
      }
    }

    boolean hasEnded() throws IOException {
      return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
