package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Two connections of which each is sent what the other says, its end included. What breaks one
 * resets the other. Used on its loop's thread.
 */
final class Relay {
  private static final int CHUNK = 16 * 1024;

  private final Side client;
  private final Side pod;

  private Relay(SocketChannel client, SocketChannel pod) {
    this.client = new Side(client);
    this.pod = new Side(pod);
  }

  static void start(EventLoop loop, SocketChannel client, InetSocketAddress to) {
    SocketChannel pod = null;
    try {
      pod = SocketChannel.open();
      new Relay(client, pod).connect(loop, to);
    } catch (IOException e) {
      FrontDoor.reset(client);
      if (pod != null) {
        EventLoop.closeQuietly(pod);
      }
    }
  }

  private void connect(EventLoop loop, InetSocketAddress to) throws IOException {
    client.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    pod.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    client.key = loop.register(client.channel, 0, client);
    pod.channel.configureBlocking(false);
    pod.connected = pod.channel.connect(to);
    pod.key = loop.register(pod.channel, pod.connected ? 0 : SelectionKey.OP_CONNECT, pod);
    if (pod.connected) {
      interest();
    }
  }

  private void move(Side from, Side to) throws IOException {
    if (!from.ended && to.out.hasRemaining()) {
      from.ended = from.channel.read(to.out) < 0;
    }
    to.flush();
    if (from.ended && to.isFlushed() && !to.shut) {
      to.shut = true;
      to.channel.shutdownOutput();
    }
    if (client.shut && pod.shut) {
      EventLoop.closeQuietly(client.channel);
      EventLoop.closeQuietly(pod.channel);
    } else {
      interest();
    }
  }

  private void interest() {
    client.interest(pod);
    pod.interest(client);
  }

  private void reset() {
    FrontDoor.reset(client.channel);
    FrontDoor.reset(pod.channel);
  }

  /** One of the two connections, and what it has still to be sent. */
  private final class Side implements EventLoop.Handler {
    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocate(CHUNK);
    private @Nullable SelectionKey key;
    private boolean connected = true;
    private boolean ended;
    private boolean shut;

    Side(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
      if (!connected) {
        connected = channel.finishConnect();
        Relay.this.interest();
        return;
      }
      Side other = this == client ? pod : client;
      if (ready.isReadable()) {
        move(this, other);
      }
      if (ready.isValid() && ready.isWritable()) {
        move(other, this);
      }
    }

    @Override
    public void failed(IOException cause) {
      reset();
    }

    private void flush() throws IOException {
      out.flip();
      try {
        channel.write(out);
      } finally {
        out.compact();
      }
    }

    private boolean isFlushed() {
      return out.position() == 0;
    }

    private void interest(Side other) {
      SelectionKey mine = key;
      if (mine != null && mine.isValid() && connected) {
        int reading = !ended && other.out.hasRemaining() ? SelectionKey.OP_READ : 0;
        mine.interestOps(reading | (isFlushed() ? 0 : SelectionKey.OP_WRITE));
      }
    }
  }
}
