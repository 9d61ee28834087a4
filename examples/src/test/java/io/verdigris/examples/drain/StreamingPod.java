package io.verdigris.examples.drain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.java_websocket.WebSocket;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/**
 * What serves at a pod's address beside the test application: WebSockets, gRPC streams, the call
 * that drains both, and the page that counts them.
 */
final class StreamingPod implements AutoCloseable {
  static final int ADMIN = 9000;
  static final int WEB_SOCKET = 9001;
  static final int GRPC = 9002;

  private final boolean drains;
  private final AtomicInteger calls = new AtomicInteger();
  private final Set<StreamObserver<String>> streams = ConcurrentHashMap.newKeySet();
  private final Sockets sockets;
  private final Server grpc;
  private final HttpServer admin;

  /**
   * @param address the pod's
   * @param drains whether it ends its connections when told to, or only says so
   */
  StreamingPod(String address, boolean drains) {
    this.drains = drains;
    try {
      sockets = new Sockets(new InetSocketAddress(address, WEB_SOCKET));
      sockets.start();
      sockets.listening.join();
      grpc =
          NettyServerBuilder.forAddress(new InetSocketAddress(address, GRPC))
              .addService(
                  ServerServiceDefinition.builder(Feed.SERVICE)
                      .addMethod(Feed.FOLLOW, ServerCalls.asyncServerStreamingCall(this::follow))
                      .build())
              .build()
              .start();
      admin = HttpServer.create(new InetSocketAddress(address, ADMIN), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    admin.createContext("/drain", this::drain);
    admin.createContext("/metrics", exchange -> answer(exchange, metrics()));
    admin.start();
  }

  /** Returns how often it was told to drain. */
  int calls() {
    return calls.get();
  }

  private void follow(String request, StreamObserver<String> observer) {
    var stream = (ServerCallStreamObserver<String>) observer;
    stream.setOnCancelHandler(() -> streams.remove(stream));
    stream.onNext("following " + request);
    streams.add(stream);
  }

  private void drain(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    answer(exchange, "");
    if (drains) {
      sockets.getConnections().forEach(socket -> socket.close(CloseFrame.GOING_AWAY, "drained"));
      streams.forEach(StreamObserver::onCompleted);
      streams.clear();
      grpc.shutdown(); // a GOAWAY on each connection
    }
  }

  private String metrics() {
    return "# TYPE connections_open gauge\n"
        + "connections_open{kind=\"websocket\"} "
        + sockets.getConnections().size()
        + "\nconnections_open{kind=\"grpc\"} "
        + streams.size()
        + "\n";
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    admin.stop(0);
    grpc.shutdownNow();
    try {
      sockets.stop(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Sockets extends WebSocketServer {
    final CompletableFuture<Void> listening = new CompletableFuture<>();

    Sockets(InetSocketAddress address) {
      super(address);
      setReuseAddr(true);
      setDaemon(true);
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
      socket.send("following");
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {}

    @Override
    public void onMessage(WebSocket socket, String message) {}

    @Override
    public void onError(WebSocket socket, Exception e) {
      listening.completeExceptionally(e);
    }

    @Override
    public void onStart() {
      listening.complete(null);
    }
  }
}
