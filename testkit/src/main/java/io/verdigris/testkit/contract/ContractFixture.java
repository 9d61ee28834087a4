package io.verdigris.testkit.contract;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.MetricRequest;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.VerifyRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes what contracts ask their extenders for, where nothing special is needed. */
public final class ContractFixture {
  private static final Application APPLICATION = new Application("contract", "web");

  private ContractFixture() {}

  /** Returns the application of these fixtures. */
  public static Application application() {
    return APPLICATION;
  }

  /** Returns a context of this application with this fence. */
  public static RolloutContext context(Application application, long fence) {
    return new RolloutContext(application.service() + "-1", application, fence, () -> {});
  }

  /** Returns a green colour whose ready pods {@code pod-0}, {@code pod-1} … are at one address. */
  public static Environment environment(String address, int port, int pods) {
    List<Pod> ready = IntStream.range(0, pods).mapToObj(i -> new Pod("pod-" + i, address)).toList();
    return new Environment(Colour.GREEN, APPLICATION.service() + "-green", port, pods, ready);
  }

  /** Returns a request to verify two pods at one address. */
  public static VerifyRequest verify(String address, int port, Map<String, String> settings) {
    return new VerifyRequest(context(APPLICATION, 1), environment(address, port, 2), settings, "");
  }

  /** Returns a request to read the counters of two pods at one address. */
  public static MetricRequest read(String address, int port, Map<String, String> settings) {
    return new MetricRequest(context(APPLICATION, 1), environment(address, port, 2), settings);
  }

  /** Returns a request to a hook after VERIFY. */
  public static HookRequest hook(String key, Map<String, String> settings) {
    return new HookRequest(
        context(APPLICATION, 1),
        Phase.VERIFY,
        false,
        Optional.empty(),
        Optional.empty(),
        settings,
        key,
        "");
  }
}
