package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.PermanentFailureException;
import java.io.IOException;
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
  private StubServer server;
  private String refusal = "";

  @BeforeEach
  void open() throws IOException {
    server =
        StubServer.answering(
            exchange -> {
              calls.add(exchange.getRequestMethod());
              return exchange.getRequestMethod().equals("GET")
                  ? new StubServer.Answer(200, Serialization.asJson(OBJECT))
                  : new StubServer.Answer(
                      422,
                      "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"message\": \""
                          + refusal
                          + "\"}");
            });
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void write() {
    Fences.write(server.api(), ConfigMap.class, OBJECT, 7, patch -> patch.set("b", "data", "a"));
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
