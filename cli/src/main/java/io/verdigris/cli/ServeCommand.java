package io.verdigris.cli;

import io.verdigris.BlueGreenOrchestrator;
import io.verdigris.serve.Token;
import io.verdigris.serve.VerdigrisServer;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    description = {
      "Serves a web page and a JSON API that show how all applications stand, and let whoever has the"
          + " token approve and abort; until it is ended by a signal.",
      "It listens on 127.0.0.1 and speaks HTTP: give others a way to it that speaks TLS."
    })
final class ServeCommand extends ClusterCommand {
  private static final int HIGHEST_PORT = 65535;

  @Option(
      names = "--also",
      paramLabel = "NAMESPACE",
      description = "One more namespace whose applications are shown; may be given several times.")
  private List<String> also = new ArrayList<>();

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "The address to listen on; default ${DEFAULT-VALUE}.")
  private String bind = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen on, 0 for any free one; default ${DEFAULT-VALUE}.")
  private int port = 8321;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file that holds the token, at least 16 characters; else a random one is printed once.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--origin",
      paramLabel = "URL",
      description = "Where browsers reach it through a proxy, such as https://deploy.example.")
  private Optional<URI> origin = Optional.empty();

  ServeCommand(Surroundings around) {
    super(around);
  }

  @Override
  ExitStatus perform() {
    limitConnections();
    String random = Token.random();
    Token token = checked(() -> tokenFile.map(this::read).orElseGet(() -> Token.of(random)));
    var namespaces = new ArrayList<>(List.of(cluster().namespace()));
    namespaces.addAll(also);
    var over = new CountDownLatch(1);
    InetSocketAddress address = checked(this::address);
    try (BlueGreenOrchestrator orchestrator = open();
        VerdigrisServer server =
            checked(() -> started(VerdigrisServer.of(orchestrator, namespaces, token), address))) {
      Ending.Registration registration = around().ending().onEnd(over::countDown);
      tell(server, tokenFile.isPresent() ? Optional.empty() : Optional.of(random));
      if (origin.isEmpty() && !address.getAddress().isLoopbackAddress()) {
        warn();
      }
      over.await();
      registration.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitStatus.OK;
  }

  /** The JDK's server takes them from the system; what the user has set stays. */
  private static void limitConnections() {
    set("sun.net.httpserver.maxReqTime", "30");
    set("jdk.httpserver.maxConnections", "256");
    set("sun.net.httpserver.nodelay", "true");
  }

  private static void set(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  private Token read(Path file) {
    try {
      return Token.ofFile(file);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--token-file: " + e.getMessage(), e);
    }
  }

  private InetSocketAddress address() {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException(
          "--port \"" + port + "\" must be from 0 to " + HIGHEST_PORT);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(bind), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "--bind \"" + bind + "\" is no address of this machine; give one such as 127.0.0.1", e);
    }
  }

  private VerdigrisServer started(VerdigrisServer.Builder server, InetSocketAddress address) {
    try {
      origin.ifPresent(server::origin);
      return server.listen(address).start();
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(
          "--bind and --port: " + e.getMessage() + ": " + e.getCause() + "; give others", e);
    }
  }

  private void tell(VerdigrisServer server, Optional<String> token) {
    if (cluster().json()) {
      Json json = Json.of("serving").put("address", server.address());
      token.ifPresent(text -> json.put("token", text));
      around().out().println(json);
    } else {
      around().out().println("serving on " + server.address());
      token.ifPresent(text -> around().out().println("token: " + text));
    }
    around().out().flush();
  }

  private void warn() {
    around()
        .err()
        .println(
            "verdigris: others reach this address, and the token passes unencrypted; put something"
                + " that speaks TLS before it and name that by --origin");
  }
}
