package io.verdigris.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.verdigris.VerdigrisException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes clients from the configuration. */
public final class ClientSettings {
  /** The key of the path of a kubeconfig file. */
  public static final String KUBECONFIG = "kubernetes.kubeconfig";

  /** The key of the name of a context in the kubeconfig file. */
  public static final String CONTEXT = "kubernetes.context";

  /** How the DER form of any EC key names its algorithm: 1.2.840.10045.2.1. */
  private static final String EC_OID = "\u0006\u0007*\u0086H\u00ce=\u0002\u0001";

  /** Answers are read there, and what watches tell is handled there; neither waits for anything. */
  private static final int THREADS = 4;

  private static final Duration IDLE = Duration.ofSeconds(30);

  private ClientSettings() {}

  static KubernetesClient client(Map<String, String> configuration) {
    return builder(configuration).build();
  }

  /**
   * Returns a builder of the client that an orchestrator makes where none is shared with it: it
   * sends no request again by itself, waits 3 s for a connection and 5 s for an answer, reads
   * answers on four threads at most, and handles what watches tell on four others. For embedders
   * who share a client that has more to it, such as an interceptor of their own; whoever adds
   * handlers of watches that block gives it a task executor of its own, too.
   *
   * @param configuration as in {@link ClusterAccess}
   * @throws VerdigrisException when the kubeconfig cannot be read or does not have the context
   */
  public static KubernetesClientBuilder builder(Map<String, String> configuration) {
    return new KubernetesClientBuilder()
        .withConfig(from(configuration))
        .withHttpClientFactory(new BoundedFactory())
        .withTaskExecutor(pool("verdigris-watch"));
  }

  /** Else the HTTP client has a thread for each answer that comes at the same time as another. */
  private static final class BoundedFactory extends JdkHttpClientFactory {
    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
      builder.executor(pool("verdigris-http"));
    }
  }

  /** Its threads end by themselves, since nobody is told when the client is closed. */
  private static Executor pool(String name) {
    var pool =
        new ThreadPoolExecutor(
            THREADS, THREADS, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    pool.setThreadFactory(
        work -> {
          var thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  static Config from(Map<String, String> configuration) {
    Config config = base(configuration);
    var settings =
        new ConfigBuilder(config)
            .withRequestRetryBackoffLimit(0)
            .withConnectionTimeout(3_000)
            .withRequestTimeout(5_000);
    if (isPkcs8Ec(key(config))) {
      settings.withClientKeyAlgo("EC");
    }
    return settings.build();
  }

  private static Config base(Map<String, String> configuration) {
    String context = configuration.getOrDefault(CONTEXT, "");
    String file = configuration.getOrDefault(KUBECONFIG, "");
    if (file.isEmpty()) {
      return context.isEmpty() ? new ConfigBuilder().build() : Config.autoConfigure(context);
    }
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      throw new VerdigrisException(
          KUBECONFIG + " \"" + file + "\" cannot be read; give the path of a kubeconfig file");
    }
    Config config = Config.fromKubeconfig(path.toFile());
    return context.isEmpty() ? config : inContext(config, context, path);
  }

  private static Config inContext(Config config, String context, Path path) {
    var known = config.getContexts().stream().map(c -> c.getName()).toList();
    if (!known.contains(context)) {
      throw new VerdigrisException(
          CONTEXT + " \"" + context + "\" is not in " + path + "; it has " + known);
    }
    return Config.fromKubeconfig(context, path.toFile());
  }

  private static String key(Config config) {
    try {
      if (config.getClientKeyData() != null) {
        return new String(
            Base64.getMimeDecoder().decode(config.getClientKeyData()), StandardCharsets.ISO_8859_1);
      }
      return config.getClientKeyFile() == null
          ? ""
          : Files.readString(Path.of(config.getClientKeyFile()), StandardCharsets.ISO_8859_1);
    } catch (IOException | IllegalArgumentException e) {
      // the client itself says best what is wrong with its key
      return "";
    }
  }

  /** The client takes every PKCS#8 key for RSA unless it is told otherwise. */
  static boolean isPkcs8Ec(String pem) {
    String begin = "-----BEGIN PRIVATE KEY-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END PRIVATE KEY-----");
    if (from < 0 || to < from) {
      return false;
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    return new String(der, StandardCharsets.ISO_8859_1).contains(EC_OID);
  }
}
