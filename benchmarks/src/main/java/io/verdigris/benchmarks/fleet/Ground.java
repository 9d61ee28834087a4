package io.verdigris.benchmarks.fleet;

import io.verdigris.testkit.cluster.EmbeddedCluster;
import io.verdigris.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.Optional;

/**
 * Applications that serve. On a real cluster their pods are bound to a {@link SimulatedNode}: two
 * pods each of thousands of applications would need more than one machine.
 */
final class Ground implements AutoCloseable {
  private final Optional<SimulatedNode> node;
  private final Applications applications;
  private final Thread interrupted = new Thread(this::clear);

  private Ground(TestCluster cluster, int count) {
    node =
        cluster instanceof EmbeddedCluster
            ? Optional.empty()
            : Optional.of(new SimulatedNode(cluster.client()));
    try {
      applications = Applications.create(cluster, count, node.map(SimulatedNode::name));
    } catch (RuntimeException e) {
      node.ifPresent(SimulatedNode::close);
      throw e;
    }
  }

  static Ground open(TestCluster cluster, int count, Duration patience)
      throws InterruptedException {
    var ground = new Ground(cluster, count);
    Runtime.getRuntime().addShutdownHook(ground.interrupted);
    try {
      ground.applications.awaitReady(patience);
      return ground;
    } catch (RuntimeException | InterruptedException e) {
      ground.close();
      throw e;
    }
  }

  Applications applications() {
    return applications;
  }

  @Override
  public void close() {
    clear();
    Runtime.getRuntime().removeShutdownHook(interrupted);
  }

  /** Pods end by their node, so it is the last to go. */
  private void clear() {
    try {
      applications.close();
    } finally {
      node.ifPresent(SimulatedNode::close);
    }
  }
}
