package io.verdigris.notifications;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A server on this machine that takes notifications, or does not. */
final class Receiver implements AutoCloseable {
  /** A part of the URL that must be seen nowhere. */
  static final String TOKEN = "T0K3N-b8x7";

  /** What it answers to one call. */
  record Reply(int status, @Nullable String retryAfter) {
    static Reply of(int status) {
      return new Reply(status, null);
    }
  }

  /** A call as it came. */
  record Call(String body, String event, String delivery, @Nullable String signature) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var headers = exchange.getRequestHeaders();
      calls.add(
          new Call(
              body,
              String.valueOf(headers.getFirst("Verdigris-Event")),
              String.valueOf(headers.getFirst("Verdigris-Delivery")),
              headers.getFirst(Signature.HEADER)));
      if (!gate.await(60, TimeUnit.SECONDS)) {
        throw new IOException("was never opened");
      }
      Reply reply = replies.isEmpty() ? Reply.of(200) : replies.remove();
      if (reply.retryAfter() != null) {
        exchange.getResponseHeaders().add("Retry-After", reply.retryAfter());
      }
      // as receivers do that repeat what they were asked
      byte[] answer = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Secret url() {
    return Secret.of(
        "environment variable HOOK",
        "http://127.0.0.1:" + server.getAddress().getPort() + "/services/" + TOKEN);
  }

  /** Answers the next calls so; those after them with 200. */
  void answers(int... statuses) {
    for (int status : statuses) {
      replies.add(Reply.of(status));
    }
  }

  void answers(Reply reply) {
    replies.add(reply);
  }

  /** Takes calls from now on, but does not answer until it is opened. */
  void shut() {
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  List<Call> awaitCalls(int count) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (calls.size() < count && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return calls();
  }

  @Override
  public void close() {
    open();
    server.stop(0);
    threads.shutdownNow();
  }
}
