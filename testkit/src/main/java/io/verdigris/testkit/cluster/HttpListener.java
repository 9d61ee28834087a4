package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on one address that ends as Go's does: first it keeps no connection any longer,
 * then it accepts none, and it has ended when the last answer is out. Used on its loop's thread.
 */
final class HttpListener {
  /** A connection that has not asked anything for so long is idle to a server that ends. */
  private static final Duration UNUSED = Duration.ofSeconds(5);

  private static final int BACKLOG = 1024;

  /** Answers requests, now or later, on the loop's thread. */
  @FunctionalInterface
  interface Handler {
    void handle(HttpMessage request, Consumer<HttpMessage> answer);
  }

  private final EventLoop loop;
  private final ServerSocketChannel server;
  private final Handler handler;
  private final Set<HttpConnection> open = new LinkedHashSet<>();
  private boolean keeps = true;
  private @Nullable Runnable whenEnded;

  private HttpListener(EventLoop loop, ServerSocketChannel server, Handler handler) {
    this.loop = loop;
    this.server = server;
    this.handler = handler;
  }

  /**
   * Listens on the address; on any thread.
   *
   * @throws IOException when the address cannot be bound
   */
  static HttpListener open(EventLoop loop, InetSocketAddress address, Handler handler)
      throws IOException {
    var server = ServerSocketChannel.open();
    try {
      server.bind(address, BACKLOG);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    var listener = new HttpListener(loop, server, handler);
    loop.execute(listener::register);
    return listener;
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) server.getLocalAddress();
  }

  /** Returns how many connections are open. */
  int openConnections() {
    return open.size();
  }

  /** From now on each answer is its connection's last one, and idle connections are closed. */
  void stopKeepingAlive() {
    keeps = false;
    closeIdle();
  }

  /** Accepts no more, and tells when the last connection has been answered and closed. */
  void shutDown(Runnable ended) {
    EventLoop.closeQuietly(server);
    keeps = false;
    whenEnded = ended;
    closeIdle();
    loop.schedule(UNUSED, () -> snapshot().forEach(HttpConnection::closeUnlessAsked));
    tellWhenEnded();
  }

  /** Closes all at once, as when the process is killed. */
  void abort() {
    EventLoop.closeQuietly(server);
    whenEnded = null;
    snapshot().forEach(HttpConnection::abort);
  }

  boolean keepsAlive() {
    return keeps;
  }

  void closed(HttpConnection connection) {
    open.remove(connection);
    tellWhenEnded();
  }

  private void register() {
    try {
      loop.register(server, SelectionKey.OP_ACCEPT, key -> accept());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() throws IOException {
    for (SocketChannel client = server.accept(); client != null; client = server.accept()) {
      add(client);
    }
  }

  /** A connection that is broken before it begins must not take the server along. */
  private void add(SocketChannel client) {
    try {
      open.add(HttpConnection.of(loop, client, this, handler));
    } catch (IOException e) {
      EventLoop.closeQuietly(client);
    }
  }

  private void closeIdle() {
    snapshot().forEach(HttpConnection::closeIfIdle);
  }

  /** Closing one takes it off the set. */
  private List<HttpConnection> snapshot() {
    return List.copyOf(open);
  }

  private void tellWhenEnded() {
    Runnable tell = whenEnded;
    if (open.isEmpty() && tell != null) {
      whenEnded = null;
      tell.run();
    }
  }
}
