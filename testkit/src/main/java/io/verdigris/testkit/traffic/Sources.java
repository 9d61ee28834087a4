package io.verdigris.testkit.traffic;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where connections come from: a real service has many clients, so to a loopback address they come
 * from many loopback addresses in turn.
 *
 * <p>A single one would use each of its ports again within a minute or two. A node's connection
 * tracking remembers a connection that its pod's end has cut for longer than the client's port is
 * taken, and sends the next connection from that port to the dead pod.
 */
final class Sources {
  private static final int MANY = 250;

  /** Elsewhere 127.0.0.1 alone is configured. */
  private static final boolean WHOLE_NET =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");

  private static final AtomicInteger LAST = new AtomicInteger();

  private Sources() {}

  /** Gives a socket its local address before it is connected, where there is a choice. */
  static void choose(Socket socket, InetAddress target) throws IOException {
    byte[] address = target.getAddress();
    if (WHOLE_NET && address.length == 4 && address[0] == 127) {
      byte last = (byte) (1 + Math.floorMod(LAST.incrementAndGet(), MANY));
      InetAddress source = InetAddress.getByAddress(new byte[] {127, 0, 1, last});
      socket.bind(new InetSocketAddress(source, 0));
    }
  }
}
