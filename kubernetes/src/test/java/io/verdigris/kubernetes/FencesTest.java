package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.PermanentFailureException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a refused write means, with an API server that refuses all. */
class FencesTest {
  private static final ConfigMap OBJECT =
      new ConfigMapBuilder()
          .withNewMetadata()
          .withNamespace("shop")
          .withName("web")
          .withUid("u1")
          .addToAnnotations(Marks.FENCE, "7")
          .endMetadata()
          .build();

  private final List<String> calls = new ArrayList<>();
  private HttpServer server;
  private KubernetesClient client;
  private String refusal = "";

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          calls.add(exchange.getRequestMethod());
          boolean read = exchange.getRequestMethod().equals("GET");
          String answer =
              read
                  ? Serialization.asJson(OBJECT)
                  : "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"message\": \""
                      + refusal
                      + "\"}";
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(read ? 200 : 422, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty()).withMasterUrl(url).build())
            .build();
  }

  @AfterEach
  void close() {
    client.close();
    server.stop(0);
  }

  private void write() {
    Fences.write(
        new ApiServer(client, InstantSource.system()),
        ConfigMap.class,
        OBJECT,
        7,
        patch -> patch.set("b", "data", "a"));
  }

  @Test
  void what_the_server_finds_wrong_is_not_tried_again() {
    refusal = "data.a is too long";
    assertThatThrownBy(this::write)
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("ConfigMap shop/web was not changed")
        .hasMessageContaining("data.a is too long");
    assertThat(calls).containsExactly("PATCH", "GET");
  }

  @Test
  void what_the_guard_refuses_is_tried_again_since_it_may_not_know_the_last_switch_yet() {
    refusal = "denied request: verdigris guard: spec.replicas may not go down from 2 to 0";
    assertThatThrownBy(this::write)
        .isExactlyInstanceOf(VerdigrisException.class)
        .hasMessageContaining("spec.replicas may not go down from 2 to 0");
  }
}
