package io.verdigris.benchmarks.process;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.verdigris.testkit.cluster.TestCluster;
import io.verdigris.testkit.cluster.TestClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A JVM of its own for what is measured, so that nothing else is measured with it. */
public final class ChildJvm {
  private static final int MILLIS_TO_CONNECT = 3_000;
  private static final int MILLIS_TO_ANSWER = 5_000;

  private ChildJvm() {}

  /**
   * Starts one with this process' class path, whose errors go where this process' go.
   *
   * @param options of the JVM
   * @param arguments of the class
   */
  public static Process start(List<String> options, Class<?> main, List<String> arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /**
   * Returns a figure of a process' memory, in bytes; empty where it cannot be told.
   *
   * @param figure as in {@code proc_pid_status(5)}, such as {@code VmRSS}
   */
  public static Optional<Long> memory(long pid, String figure) {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith(figure + ":"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns a client, set up as the library sets up its own, whose requests are looked at. */
  public static KubernetesClient client(Path kubeconfig, Interceptor requests) {
    try (TestCluster cluster = TestClusters.external(kubeconfig, "")) {
      var config =
          new ConfigBuilder(cluster.client().getConfiguration())
              .withRequestRetryBackoffLimit(0)
              .withConnectionTimeout(MILLIS_TO_CONNECT)
              .withRequestTimeout(MILLIS_TO_ANSWER)
              .build();
      return new KubernetesClientBuilder()
          .withConfig(config)
          .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("requests", requests))
          .build();
    }
  }
}
