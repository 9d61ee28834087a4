package io.verdigris.testkit.contract;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Progress.Nothing;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Topology;
import io.verdigris.spi.Topology.Size;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A provisioner whose pods are numbers, each call making one more of them ready. */
class EnvironmentProvisionerContractTest extends EnvironmentProvisionerContract {
  private final Map<Colour, Size> sizes =
      new EnumMap<>(Map.of(Colour.BLUE, new Size(3, 3, "web:1")));
  private boolean quarantined;
  private long fence;

  @Override
  protected EnvironmentProvisioner provisioner() {
    return new Numbers();
  }

  @Override
  protected RolloutSpec spec() {
    return RolloutSpec.builder(ContractFixture.application()).image("app", "web:2").build();
  }

  private final class Numbers implements EnvironmentProvisioner {
    @Override
    public Topology observe(Application application) {
      return new Topology(sizes);
    }

    @Override
    public Admission admit(RolloutSpec spec, Optional<Colour> live, Colour to) {
      return new Admission(List.of(), List.of(), List.of(), List.of(), 3);
    }

    @Override
    public void claim(RolloutContext context) {
      if (context.fence() < fence) {
        throw new OwnershipLostException("the fence is " + fence);
      }
      fence = context.fence();
    }

    private void owned(EnvironmentRequest request) {
      if (request.context().fence() != fence) {
        throw new OwnershipLostException("the fence is " + fence);
      }
    }

    @Override
    public Progress<Nothing> prepare(EnvironmentRequest request) {
      return Progress.done();
    }

    @Override
    public Progress<Nothing> deploy(EnvironmentRequest request) {
      owned(request);
      grow(request);
      return size(request).ready() < request.replicas()
          ? Progress.waiting("pods are not ready", Duration.ofMillis(1))
          : Progress.done();
    }

    @Override
    public Progress<Nothing> restore(EnvironmentRequest request) {
      owned(request);
      grow(request);
      return Progress.done();
    }

    private void grow(EnvironmentRequest request) {
      int ready = Math.min(request.replicas(), size(request).ready() + 1);
      sizes.put(request.colour(), new Size(request.replicas(), ready, "web:2"));
    }

    private Size size(EnvironmentRequest request) {
      return sizes.getOrDefault(request.colour(), new Size(0, 0, ""));
    }

    @Override
    public Progress<Environment> serving(EnvironmentRequest request) {
      Size size = size(request);
      if (size.desired() > 0 && size.ready() == size.desired()) {
        return Progress.done(ready(request));
      }
      if (size.desired() > 0) {
        grow(request);
      }
      return Progress.waiting("pods are missing", Duration.ofMillis(1));
    }

    @Override
    public Environment ready(EnvironmentRequest request) {
      String colour = request.colour().label();
      int count = quarantined && request.colour() == Colour.GREEN ? 0 : size(request).ready();
      List<Pod> pods =
          IntStream.range(0, count)
              .mapToObj(i -> new Pod(colour + "-" + i, colour + ".test" + i))
              .toList();
      return new Environment(
          request.colour(), "web-" + colour, 8080, size(request).desired(), pods);
    }

    @Override
    public Progress<Nothing> decommission(EnvironmentRequest request) {
      owned(request);
      sizes.computeIfPresent(request.colour(), (colour, size) -> new Size(0, 0, size.images()));
      return Progress.done();
    }

    @Override
    public Progress<Nothing> quarantine(EnvironmentRequest request) {
      owned(request);
      quarantined = true;
      return Progress.done();
    }
  }
}
