package io.verdigris.kubernetes;

import io.verdigris.Phase;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.PhaseHook;
import io.verdigris.testkit.cluster.TestApplication;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.contract.ContractFixture;
import io.verdigris.testkit.contract.PhaseHookContract;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(name = "{0}")
@MethodSource("io.verdigris.testkit.cluster.TestClusters#all")
class JobHookContractIT extends PhaseHookContract {
  /**
   * The image holds nothing but the test application. One that is not live is asked to end, and
   * does so with 0; one without a port to listen on ends with 1.
   */
  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      spec:
        backoffLimit: 0
        template:
          spec:
            restartPolicy: Never
            containers:
            - name: app
              image: "%s"
              env:
              - {name: DRAIN, value: 0s}
              - {name: UNREADY, value: "true"}
              - {name: PORT, value: "%s"}
              livenessProbe:
                httpGet: {path: /readyz, port: 8080}
                periodSeconds: 1
                failureThreshold: 1
      """;

  private final String image;
  private final TestApplication web;

  JobHookContractIT(TestCluster cluster) {
    image = cluster.image("v1");
    web = new TestApplication(cluster);
  }

  @AfterEach
  void close() {
    web.close();
  }

  @Override
  protected PhaseHook hook() {
    return new JobHookProvider().create(web.context());
  }

  @Override
  protected HookRequest succeeding() {
    return request("well", "8080");
  }

  @Override
  protected HookRequest failing() {
    return request("badly", "none");
  }

  private HookRequest request(String key, String port) {
    String manifest = JOB.formatted(image, port);
    return new HookRequest(
        ContractFixture.context(web.application(), 1),
        Phase.VERIFY,
        false,
        Optional.empty(),
        Optional.empty(),
        Map.of("manifest", manifest),
        key,
        "");
  }

  @Override
  protected OptionalInt begun() {
    return OptionalInt.of(
        web.client().batch().v1().jobs().inNamespace(web.namespace()).list().getItems().size());
  }
}
