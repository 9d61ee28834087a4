package io.verdigris.switcher.ingress;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.verdigris.Entry;
import io.verdigris.spi.EntryProbe;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a cluster's edge answers, which is asked for hosts whose names nobody resolves. For a real
 * cluster {@code VERDIGRIS_TEST_INGRESS} is the address, such as {@code http://127.0.0.1:30180}.
 */
record Edge(URI uri) implements EntryProbe {

  /** Returns that of a cluster; skips the test where there is none. */
  static Edge of(TestCluster cluster) {
    if (cluster instanceof EmbeddedCluster embedded) {
      return new Edge(embedded.ingress());
    }
    String address = System.getenv("VERDIGRIS_TEST_INGRESS");
    assumeTrue(
        address != null && cluster.name().equals("real"),
        "VERDIGRIS_TEST_INGRESS names no ingress controller of the cluster " + cluster.name());
    return new Edge(URI.create(address));
  }

  /** Returns an entry that leads to a host. */
  static Entry entry(String host) {
    return Entry.of(URI.create("http://" + host + "/"));
  }

  /** Creates an Ingress that the edge serves. */
  static void ingress(TestApplication web) {
    String served = System.getenv().getOrDefault("VERDIGRIS_TEST_INGRESS_CLASS", "contour");
    var unused = web.ingress(served, "web-blue");
  }

  @Override
  public Optional<String> ask(Entry entry) throws IOException {
    return ask(entry.uri().getHost(), "", entry.header());
  }

  /**
   * Asks for a host.
   *
   * @param field one more line of the request's header; empty for none
   * @param wanted the field of the answer's header that is returned; empty when it was refused
   */
  Optional<String> ask(String host, String field, String wanted) throws IOException {
    List<String> lines = get(host, field.isEmpty() ? "" : field + "\r\n");
    String name = wanted.toLowerCase(Locale.ROOT) + ": ";
    return lines.stream()
        .filter(line -> lines.get(0).contains(" 200 "))
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
        .map(line -> line.substring(name.length()))
        .findFirst();
  }

  private List<String> get(String host, String more) throws IOException {
    String request =
        "GET / HTTP/1.1\r\nHost: " + host + "\r\n" + more + "Connection: close\r\n\r\n";
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .toList();
    }
  }
}
