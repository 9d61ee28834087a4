package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.verdigris.VerdigrisException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientSettingsTest {
  @TempDir Path directory;

  private Path kubeconfig(String userData) throws IOException {
    Path file = directory.resolve("config");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: one
        clusters:
        - {name: a, cluster: {server: "http://127.0.0.1:1"}}
        - {name: b, cluster: {server: "http://127.0.0.1:2"}}
        users:
        - {name: u, user: {%s}}
        contexts:
        - {name: one, context: {cluster: a, user: u}}
        - {name: two, context: {cluster: b, user: u}}
        """
            .formatted(userData));
    return file;
  }

  private static String pem(String algorithm) throws Exception {
    byte[] der =
        KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
    String text = Base64.getMimeEncoder().encodeToString(der);
    return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
  }

  @Test
  void writes_are_never_repeated_by_the_client() throws Exception {
    Config config =
        ClientSettings.from(Map.of(ClientSettings.KUBECONFIG, kubeconfig("").toString()));
    assertThat(config.getRequestRetryBackoffLimit()).isZero();
    assertThat(config.getMasterUrl()).startsWith("http://127.0.0.1:1");
  }

  @Test
  void another_context_can_be_named() throws Exception {
    Config config =
        ClientSettings.from(
            Map.of(
                ClientSettings.KUBECONFIG,
                kubeconfig("").toString(),
                ClientSettings.CONTEXT,
                "two"));
    assertThat(config.getMasterUrl()).startsWith("http://127.0.0.1:2");
  }

  @Test
  void a_context_that_is_not_there_is_refused_with_those_that_are() throws Exception {
    Map<String, String> settings =
        Map.of(
            ClientSettings.KUBECONFIG, kubeconfig("").toString(), ClientSettings.CONTEXT, "three");
    assertThatThrownBy(() -> ClientSettings.from(settings))
        .isInstanceOf(VerdigrisException.class)
        .hasMessageContaining("three")
        .hasMessageContaining("[one, two]");
  }

  @Test
  void a_file_that_cannot_be_read_is_named() {
    assertThatThrownBy(() -> ClientSettings.from(Map.of(ClientSettings.KUBECONFIG, "/none/such")))
        .isInstanceOf(VerdigrisException.class)
        .hasMessageContaining("/none/such");
  }

  @Test
  void the_algorithm_of_a_key_is_told_from_the_key() throws Exception {
    assertThat(ClientSettings.isPkcs8Ec(pem("EC"))).isTrue();
    assertThat(ClientSettings.isPkcs8Ec(pem("RSA"))).isFalse();
    assertThat(ClientSettings.isPkcs8Ec("-----BEGIN EC PRIVATE KEY-----")).isFalse();
    String data = Base64.getEncoder().encodeToString(pem("EC").getBytes(StandardCharsets.US_ASCII));
    Path file = kubeconfig("client-key-data: " + data);
    assertThat(
            ClientSettings.from(Map.of(ClientSettings.KUBECONFIG, file.toString()))
                .getClientKeyAlgo())
        .isEqualTo("EC");
  }
}
