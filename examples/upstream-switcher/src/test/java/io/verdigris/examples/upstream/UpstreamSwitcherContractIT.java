package io.verdigris.examples.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.ClusterAccess;
import io.verdigris.kubernetes.Director;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.TrafficSwitcherContract;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class UpstreamSwitcherContractIT extends TrafficSwitcherContract {
  private final UpstreamApplication app;
  private TrafficSwitcher switcher;

  UpstreamSwitcherContractIT(TestCluster cluster) {
    app = UpstreamApplication.on(cluster);
  }

  @BeforeEach
  void open() {
    app.create();
    for (String colour : List.of("blue", "green")) {
      app.web().deployment(colour, 1);
      app.web().awaitReady(colour, 1);
    }
    switcher = new UpstreamSwitcherProvider().create(app.web().context());
  }

  @AfterEach
  void close() {
    app.close();
  }

  @Override
  protected TrafficSwitcher switcher() {
    return switcher;
  }

  @Override
  protected RolloutSpec spec() {
    return app.web().spec("v2").build();
  }

  @Override
  protected void changeBySomeoneElse() {
    app.write("server web-green:80;");
  }

  @Override
  protected boolean holdBack() {
    app.web().scale("green", 0);
    return true;
  }

  @Override
  protected void letThrough() {
    app.web().scale("green", 1);
  }

  @Test
  void an_upstream_that_names_no_one_colour_is_a_problem() {
    for (String unclear :
        List.of("server web-blue-2:80;", "server web-blue:80; server web-green:80;")) {
      app.write(unclear);
      assertThat(switcher.read(app.web().application()).problems())
          .singleElement()
          .satisfies(problem -> assertThat(problem.value()).contains(unclear));
    }
  }

  @Test
  void a_setting_that_is_not_known_is_refused() {
    var settings = new TreeMap<String, String>();
    settings.put("configmap", "web-upstream");
    assertThatThrownBy(() -> switcher.with(settings)).hasMessageContaining("configmap");
  }

  private boolean directs(Colour colour) {
    ClusterAccess cluster = ClusterAccess.of(app.web().context());
    return Director.reader(cluster.api(), ConfigMap.class, Upstream::new)
        .directs(app.web().application(), "web-upstream", colour)
        .isPresent();
  }

  @Test
  void the_last_look_sees_the_colour_that_has_traffic_and_doubts_both_where_it_cannot_tell() {
    assertThat(List.of(directs(Colour.BLUE), directs(Colour.GREEN))).containsExactly(true, false);
    app.write("server web-blue:80; server web-green:80;");
    assertThat(List.of(directs(Colour.BLUE), directs(Colour.GREEN))).containsExactly(true, true);
  }

  @Test
  void what_another_switcher_directs_is_not_claimed() {
    app.web()
        .client()
        .services()
        .inNamespace(app.web().namespace())
        .withName("web")
        .edit(
            service ->
                service
                    .edit()
                    .editMetadata()
                    .addToAnnotations("verdigris.io/directed-by", "other/web")
                    .endMetadata()
                    .build());
    assertThatThrownBy(() -> switcher.claim(context(1)))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("other/web");
  }
}
