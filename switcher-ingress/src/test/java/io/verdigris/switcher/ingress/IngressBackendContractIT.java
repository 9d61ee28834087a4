package io.verdigris.switcher.ingress;

import io.verdigris.RolloutSpec;
import io.verdigris.spi.TrafficSwitcher;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.TrafficSwitcherContract;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class IngressBackendContractIT extends TrafficSwitcherContract {
  private final EdgeApplication web;
  private TrafficSwitcher switcher;

  IngressBackendContractIT(TestCluster cluster) {
    web = EdgeApplication.on(cluster);
  }

  @BeforeEach
  void open() {
    web.stable();
    for (String colour : List.of("blue", "green")) {
      web.coloured(colour);
      web.namespace().deployment("web-" + colour, colour, 1);
    }
    web.ingress("none", "web-blue");
    web.namespace().awaitReady("web-blue", 1);
    web.namespace().awaitReady("web-green", 1);
    switcher =
        new IngressBackendSwitcherProvider()
            .create(web.namespace().context())
            .with(IngressBackend.named("web").extension().settings());
  }

  @AfterEach
  void close() {
    web.close();
  }

  @Override
  protected TrafficSwitcher switcher() {
    return switcher;
  }

  @Override
  protected RolloutSpec spec() {
    return web.namespace().spec("v2").build();
  }

  @Override
  protected void changeBySomeoneElse() {
    web.edit(
        ingress -> {
          var paths = ingress.getSpec().getRules().get(0).getHttp().getPaths();
          paths.get(0).getBackend().getService().setName("web-green");
          return ingress;
        });
  }

  @Override
  protected boolean holdBack() {
    web.namespace().scale("web-green", 0);
    return true;
  }

  @Override
  protected void letThrough() {
    web.namespace().scale("web-green", 1);
  }
}
