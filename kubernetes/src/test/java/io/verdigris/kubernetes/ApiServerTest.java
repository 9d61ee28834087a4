package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.verdigris.VerdigrisException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists by pages, of which an embedded cluster has no more than one. */
class ApiServerTest {
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private StubServer server;
  private int second = 200;

  @BeforeEach
  void open() throws IOException {
    server =
        StubServer.answering(
            exchange -> {
              String query = exchange.getRequestURI().getRawQuery();
              queries.add(query);
              return query.contains("continue=")
                  ? new StubServer.Answer(second, page("b", ""))
                  : new StubServer.Answer(200, page("a", "b/c="));
            });
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static String page(String name, String next) {
    return """
        {"apiVersion": "v1", "kind": "ConfigMapList", "metadata": {"continue": "%s"},
         "items": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s"}},
                   {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "other"}}]}
        """
        .formatted(next, name);
  }

  private List<String> names() {
    return server
        .api()
        .list(ConfigMap.class, "shop", "x=y", m -> !m.getMetadata().getName().equals("other"))
        .stream()
        .map(m -> m.getMetadata().getName())
        .toList();
  }

  @Test
  void a_list_is_read_by_pages_and_only_what_is_meant_is_kept() {
    assertThat(names()).containsExactly("a", "b");
    assertThat(queries)
        .containsExactly(
            "limit=250&labelSelector=x%3Dy", "limit=250&labelSelector=x%3Dy&continue=b%2Fc%3D");
  }

  @Test
  void a_page_that_the_server_has_forgotten_is_a_reason_to_read_all_again() {
    second = 410;
    assertThatThrownBy(this::names).isExactlyInstanceOf(VerdigrisException.class);
  }
}
