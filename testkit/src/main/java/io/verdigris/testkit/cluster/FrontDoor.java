package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A port of this machine whose new connections each go to a pod of one Service and stay there.
 * While there is no pod to go to, connections are reset.
 */
final class FrontDoor {
  private static final int BACKLOG = 1024;

  private final EventLoop loop;
  private final ServerSocketChannel server;
  private final Supplier<Optional<InetSocketAddress>> target;

  private FrontDoor(
      EventLoop loop, ServerSocketChannel server, Supplier<Optional<InetSocketAddress>> target) {
    this.loop = loop;
    this.server = server;
    this.target = target;
  }

  /** Opens one on a free port of 127.0.0.1; it is closed with the loop. */
  static FrontDoor open(EventLoop loop, Supplier<Optional<InetSocketAddress>> target)
      throws IOException {
    var server = ServerSocketChannel.open();
    server.bind(PodNetwork.at("127.0.0.1", 0), BACKLOG);
    var door = new FrontDoor(loop, server, target);
    loop.execute(door::register);
    return door;
  }

  URI address() throws IOException {
    var bound = (InetSocketAddress) server.getLocalAddress();
    return URI.create("http://127.0.0.1:" + bound.getPort());
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
      Optional<InetSocketAddress> pod = target.get();
      if (pod.isPresent()) {
        Relay.start(loop, client, pod.get());
      } else {
        reset(client);
      }
    }
  }

  /** Closes a connection so that its other side takes it for refused, not for ended. */
  static void reset(SocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // it is closed below in any case
    }
    EventLoop.closeQuietly(channel);
  }
}
