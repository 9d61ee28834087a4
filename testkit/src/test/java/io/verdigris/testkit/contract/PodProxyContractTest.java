package io.verdigris.testkit.contract;

import io.verdigris.spi.PodProxy;
import java.io.IOException;

/** A proxy that knows one pod. */
class PodProxyContractTest extends PodProxyContract {
  private static final Target TARGET =
      new Target(
          ContractFixture.application(),
          "pod-0",
          8080,
          "/hello?to=world",
          new PodProxy.Answer(200, "hello world"),
          "/missing",
          404);

  @Override
  protected PodProxy proxy() {
    return (application, method, pod, port, path, headers, timeout) -> {
      if (!pod.equals(TARGET.pod())) {
        throw new IOException("there is no pod " + pod);
      }
      return path.equals(TARGET.path()) ? TARGET.answer() : new PodProxy.Answer(404, "");
    };
  }

  @Override
  protected Target target() {
    return TARGET;
  }
}
