package io.verdigris.health.http;

import com.sun.net.httpserver.HttpServer;
import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.VerifyRequest;
import io.verdigris.testkit.contract.ContractFixture;
import io.verdigris.testkit.contract.HealthVerifierContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class HttpHealthVerifierContractTest extends HealthVerifierContract {
  private static final PodProxy PROXY =
      (application, method, pod, port, path, headers, timeout) -> {
        throw new IOException("no proxy in this test");
      };

  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean well = exchange.getRequestURI().getPath().equals("/well");
          exchange.sendResponseHeaders(well ? 200 : 503, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Override
  protected HealthVerifier verifier() {
    return new HttpHealthVerifier(() -> PROXY, System::getenv);
  }

  @Override
  protected VerifyRequest healthy() {
    return request(get("/well"));
  }

  @Override
  protected VerifyRequest sick() {
    return request(get("/unwell"));
  }

  @Override
  protected Optional<VerifyRequest> wronglySet() {
    return Optional.of(request(Map.of("path", "no-slash")));
  }

  private static Map<String, String> get(String path) {
    return HttpCheck.get(path).interval(Duration.ofMillis(1)).extension().settings();
  }

  private VerifyRequest request(Map<String, String> settings) {
    return ContractFixture.verify("127.0.0.1", server.getAddress().getPort(), settings);
  }
}
