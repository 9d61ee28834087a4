package io.verdigris.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.PodProxy.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link PodProxy} must hold. */
public abstract class PodProxyContract {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Returns the proxy. */
  protected abstract PodProxy proxy();

  /** Returns a pod that runs, with what it answers. */
  protected abstract Target target();

  /**
   * A pod that runs.
   *
   * @param application whose pod it is
   * @param pod its name
   * @param port its port
   * @param path a path, with a query or without
   * @param answer what a GET of it is answered with
   * @param refused a path that the pod itself refuses
   * @param refusal the status that it refuses it with, of 400 or more
   */
  public record Target(
      Application application,
      String pod,
      int port,
      String path,
      Answer answer,
      String refused,
      int refusal) {}

  @Test
  void a_pods_answer_is_handed_on_as_it_is() throws IOException {
    Target t = target();
    assertThat(get(t.pod(), t.path())).isEqualTo(t.answer());
    assertThat(get(t.pod(), t.path())).as("asked once more").isEqualTo(t.answer());
  }

  @Test
  void a_pods_refusal_is_an_answer() throws IOException {
    Target t = target();
    assertThat(get(t.pod(), t.refused()).status()).isEqualTo(t.refusal());
  }

  @Test
  void a_pod_that_is_not_there_gives_no_answer() {
    assertThatThrownBy(() -> get("no-such-pod", target().path()))
        .as("no pod has answered: what stands between must not be taken for it")
        .isInstanceOf(IOException.class);
  }

  private Answer get(String pod, String path) throws IOException {
    Target t = target();
    return proxy()
        .send(t.application(), "GET", pod, t.port(), path, Map.of("X-Contract", "1"), LIMIT);
  }
}
