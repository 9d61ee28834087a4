package io.verdigris.benchmarks.process;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.verdigris.kubernetes.ClientSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JVM of its own for what is measured, so that nothing else is measured with it. */
public final class ChildJvm {
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

  /** Returns a client as the library makes its own, whose requests are looked at. */
  public static KubernetesClient client(Path kubeconfig, Interceptor requests) {
    return ClientSettings.builder(Map.of(ClientSettings.KUBECONFIG, kubeconfig.toString()))
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("requests", requests))
        .build();
  }
}
