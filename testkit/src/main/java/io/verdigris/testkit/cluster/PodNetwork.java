package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pods' addresses. Where all of 127.0.0.0/8 is this machine (Linux), each pod has one of its
 * own, in blocks of 127.64.0.0/10 that this cluster has to itself: a socket held on each block's
 * first address tells other clusters on this machine. Elsewhere (macOS) a pod's address is only a
 * name, and its servers listen on ports of 127.0.0.1. Safe for use by several threads.
 */
final class PodNetwork implements AutoCloseable {
  private static final int CLAIM_PORT = 47_999;
  private static final int FIRST_HOST = 2;
  private static final int LAST_HOST = 254;
  private static final int BLOCKS = 64 * 256;

  private final List<ServerSocket> claims = new ArrayList<>();
  private final List<String> blocks = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<InetSocketAddress, InetSocketAddress> listening = new ConcurrentHashMap<>();
  private final boolean real;
  private int next;

  private PodNetwork(boolean real) {
    this.real = real;
  }

  static PodNetwork create() {
    boolean real = canBind("127.64.0.1");
    return new PodNetwork(real);
  }

  /** Returns an address that no pod has; those given back come last. */
  synchronized String assign() {
    if (taken.size() >= blocks.size() * (LAST_HOST - FIRST_HOST + 1)) {
      blocks.add(claim());
    }
    int hosts = LAST_HOST - FIRST_HOST + 1;
    while (true) {
      int index = next++ % (blocks.size() * hosts);
      String address = blocks.get(index / hosts) + (FIRST_HOST + index % hosts);
      if (taken.add(address)) {
        return address;
      }
    }
  }

  synchronized void release(String address) {
    taken.remove(address);
  }

  /** Returns what a server must bind to be a pod's server at this address and port. */
  InetSocketAddress toBind(String address, int port) {
    return real ? at(address, port) : at("127.0.0.1", 0);
  }

  void listens(String address, int port, InetSocketAddress bound) {
    listening.put(at(address, port), bound);
  }

  void listensNoMore(String address, int port) {
    listening.remove(at(address, port));
  }

  boolean isListening(String address, int port) {
    return listening.containsKey(at(address, port));
  }

  /** Returns where to connect to reach this address and port; empty when only a name is known. */
  Optional<InetSocketAddress> reach(String address, int port) {
    var named = at(address, port);
    InetSocketAddress bound = listening.get(named);
    return Optional.ofNullable(bound == null && real ? named : bound);
  }

  @Override
  public synchronized void close() {
    claims.forEach(EventLoop::closeQuietly);
    claims.clear();
  }

  /** Returns a socket address without asking anybody for names. */
  static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(literal(address), port);
  }

  private static InetAddress literal(String address) {
    byte[] bytes = new byte[4];
    String[] parts = address.split("\\.", -1);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  private String claim() {
    int start = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      int block = (start + i) % BLOCKS;
      String prefix = "127." + (64 + block / 256) + "." + block % 256 + ".";
      if (!real || claimed(prefix)) {
        return prefix;
      }
    }
    throw new IllegalStateException("no block of addresses is free in 127.64.0.0/10");
  }

  private boolean claimed(String prefix) {
    try {
      claims.add(new ServerSocket(CLAIM_PORT, 1, literal(prefix + 1)));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean canBind(String address) {
    try (var socket = new ServerSocket(0, 1, literal(address))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
