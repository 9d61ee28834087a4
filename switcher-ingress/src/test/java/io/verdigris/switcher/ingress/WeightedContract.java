package io.verdigris.switcher.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.kubernetes.DeploymentProvisionerProvider;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.ForeignChangeException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.SwitchRequest;
import io.verdigris.spi.TrafficState;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.Patience;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.TrafficSwitcherContract;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract with an object whose controller says that it has taken it over. */
abstract class WeightedContract extends TrafficSwitcherContract {
  private final TestCluster cluster;
  private final WeightedEdge edge;
  private final TestApplication web;
  private TrafficSwitcher switcher;

  WeightedContract(TestCluster cluster, WeightedEdge edge) {
    this.cluster = cluster;
    this.edge = edge;
    web = new TestApplication(cluster);
  }

  @BeforeEach
  void open() {
    var unused = Edge.of(cluster);
    web.service(Map.of("app", "web", "color", "none"));
    for (String colour : List.of("blue", "green")) {
      web.service("web-" + colour, TestApplication.selector(colour));
      web.deployment(colour, 1);
    }
    edge.create(web);
    web.awaitReady("blue", 1);
    web.awaitReady("green", 1);
    switcher = edge.switcher(web, edge.extension());
  }

  @AfterEach
  void close() {
    web.close();
  }

  /** Claims the application for a first switch to green. */
  private SwitchRequest toGreen() {
    TrafficState before = switcher.claim(context(1));
    return new SwitchRequest(
        context(1), spec(), before.live(), Colour.GREEN, before.epoch() + 1, Phase.PROMOTE, "");
  }

  @Test
  void a_colour_with_any_weight_is_never_taken_away() {
    var provisioner = new DeploymentProvisionerProvider().create(web.context());
    SwitchRequest green = toGreen();
    provisioner.claim(context(1));
    switcher.share(green.weighing(99));
    var blue = new EnvironmentRequest(context(1), spec(), Optional.of(Colour.BLUE), Colour.BLUE, 1);
    assertThatThrownBy(() -> provisioner.decommission(blue))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("web-blue 1, web-green 99");

    switcher.switchTo(
        new SwitchRequest(
            context(1), spec(), Optional.empty(), Colour.GREEN, 2, Phase.PROMOTE, ""));

    assertThat(provisioner.decommission(blue)).isNotInstanceOf(Progress.Failed.class);
    web.awaitReady("blue", 0);
  }

  @Test
  void what_the_controller_refuses_is_not_confirmed() {
    SwitchRequest green = toGreen();
    switcher.switchTo(green);
    web.client().services().inNamespace(web.namespace()).withName("web-green").delete();

    Patience.until("a refusal", () -> switcher.confirm(green) instanceof Progress.Failed);
    assertThat(switcher.confirm(green).toString()).contains("False", "web-green");
  }

  @Test
  void requests_are_spread_as_the_weights_say() throws IOException {
    assertThat(switcher.share(toGreen().weighing(10))).isInstanceOf(Progress.Done.class);
    EdgeRollouts.await("an answer of green", () -> green() == 1);

    int green = 0;
    for (int i = 0; i < 300; i++) {
      green += green();
    }
    assertThat(green).as("of 300 requests").isBetween(5, 90);
  }

  /** Asks once; 1 when green has answered. */
  private int green() throws IOException {
    String pod = Edge.of(cluster).ask(web.namespace(), "", "X-Pod").orElse("");
    return pod.startsWith("web-green-") ? 1 : 0;
  }

  @Override
  protected TrafficSwitcher switcher() {
    return switcher;
  }

  @Override
  protected RolloutSpec spec() {
    return web.spec("v2").build();
  }

  @Override
  protected void changeBySomeoneElse() {
    edge.weigh(web, Map.of("blue", 0, "green", 100));
  }

  @Override
  protected boolean holdBack() {
    web.scale("green", 0);
    return true;
  }

  @Override
  protected void letThrough() {
    web.scale("green", 1);
  }
}
