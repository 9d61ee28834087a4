package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.verdigris.Application;
import io.verdigris.kubernetes.KindWatch.Kind;
import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KindWatchTest {
  private static final Kind<Service> SERVICES =
      Kind.named(Service.class, Map.of(), Service::getSpec);

  @Test
  void nothing_is_known_before_the_watch_has_begun() {
    try (var unreachable =
            new KubernetesClientBuilder()
                .editOrNewConfig()
                .withMasterUrl("http://127.0.0.1:1")
                .endConfig()
                .build();
        EmbeddedCluster cluster = EmbeddedCluster.start();
        var app = new TestApplication(cluster)) {
      app.service(TestApplication.selector("blue"));
      Application web = app.application();
      Service service =
          app.client().services().inNamespace(web.namespace()).withName(web.service()).get();
      try (var watch =
          KindWatch.start(unreachable, InstantSource.system(), web.namespace(), SERVICES)) {
        watch.on(web.service(), web, () -> {});
        watch.answered(service, false, InstantSource.system().instant());
        assertThat(watch.lately(web.service(), InstantSource.system().instant())).isEmpty();
        watch.onAdd(service);
        assertThat(watch.lately(web.service(), InstantSource.system().instant())).isEmpty();
      }
    }
  }

  @Test
  void it_is_known_to_work_for_as_long_as_it_has_told_of_something_lately() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        var app = new TestApplication(cluster)) {
      var seconds = new AtomicLong();
      InstantSource clock = () -> Instant.ofEpochSecond(seconds.get());
      String namespace = app.application().namespace();
      try (var watch = KindWatch.start(app.client(), clock, namespace, SERVICES)) {
        assertThat(watch.isAlive(clock.instant())).isFalse();
        Patience.until(
            "the watch tells of a Service",
            () -> {
              // what it begins with is no sign that it works
              app.client().services().inNamespace(namespace).delete();
              app.service(TestApplication.selector("blue"));
              return watch.isAlive(clock.instant());
            });
        Patience.until(
            "nothing more is told",
            () -> {
              seconds.addAndGet(75);
              return !watch.isAlive(clock.instant());
            });
      }
    }
  }
}
