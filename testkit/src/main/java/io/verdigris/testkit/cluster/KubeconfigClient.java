package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Opens clients that send each request once. */
final class KubeconfigClient {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /** How the DER form of any EC key names its algorithm: 1.2.840.10045.2.1. */
  private static final String EC_OID = "\u0006\u0007*\u0086H\u00ce=\u0002\u0001";

  private KubeconfigClient() {}

  static KubernetesClient open(Path kubeconfig) {
    Config config = Config.fromKubeconfig(kubeconfig.toFile());
    var settings = new ConfigBuilder(config).withRequestRetryBackoffLimit(0);
    if (isPkcs8Ec(key(config))) {
      settings.withClientKeyAlgo("EC");
    }
    return new KubernetesClientBuilder().withConfig(settings.build()).build();
  }

  private static String key(Config config) {
    if (config.getClientKeyData() != null) {
      byte[] key = Base64.getMimeDecoder().decode(config.getClientKeyData());
      return new String(key, StandardCharsets.ISO_8859_1);
    }
    try {
      return config.getClientKeyFile() == null
          ? ""
          : Files.readString(Path.of(config.getClientKeyFile()), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException("the kubeconfig's client key cannot be read", e);
    }
  }

  /** The client takes every PKCS#8 key for RSA unless it is told otherwise. */
  private static boolean isPkcs8Ec(String pem) {
    int from = pem.indexOf(BEGIN);
    int to = pem.indexOf(END);
    if (from < 0 || to < from) {
      return false;
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.substring(from + BEGIN.length(), to));
    return new String(der, StandardCharsets.ISO_8859_1).contains(EC_OID);
  }
}
