package io.verdigris.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** The whole service, over HTTP. */
class DeploymentServiceIT {
  private final HttpClient client = HttpClient.newHttpClient();
  private String base = "";

  private String send(HttpRequest.Builder request, int status) throws Exception {
    HttpResponse<String> answer =
        client.send(
            request.header("Content-Type", "application/json").build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body();
  }

  private String get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(base + path)), 200);
  }

  private String post(String path, String json, int status) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .POST(HttpRequest.BodyPublishers.ofString(json)),
        status);
  }

  private void await(String path, String text) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!get(path).contains(text) && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    assertThat(get(path)).contains(text);
  }

  @Test
  void a_rollout_is_asked_for_over_http_and_seen_in_health_and_metrics() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        var web = new TestApplication(cluster);
        var service =
            (ServletWebServerApplicationContext)
                SpringApplication.run(
                    DeploymentService.class,
                    "--server.port=0",
                    "--server.address=127.0.0.1",
                    "--verdigris.kubeconfig=" + cluster.kubeconfig())) {
      web.service(TestApplication.selector("blue"));
      web.deployment("blue", 1);
      web.awaitReady("blue", 1);
      base = "http://127.0.0.1:" + service.getWebServer().getPort();
      String path = "/rollouts/" + web.namespace() + "/web";
      String wish =
          "{\"container\":\"app\",\"image\":\"" + cluster.image("v2") + "\",\"soak\":\"PT0S\"}";

      assertThat(post(path, wish, 202)).isEqualTo("{\"follow\":\"" + path + "\"}");
      await(path, "PROMOTED");
      assertThat(get(path)).contains("\"live\":\"green\"", "\"rollout\":\"web-1\"");
      assertThat(get("/actuator/health"))
          .contains("\"verdigris\":{\"status\":\"UP\"", "web-1 PROMOTED");
      assertThat(get("/actuator/metrics/verdigris.rollouts?tag=outcome:promoted"))
          .contains("\"value\":1.0");
      assertThat(post("/rollouts/No!/web", wish, 400)).contains("namespace");
    }
  }
}
