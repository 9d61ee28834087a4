package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a kubeconfig file for one user with a token. */
record Kubeconfig(URI server, String user, String token) {

  Path write(Path directory) {
    Path file = directory.resolve(user.replaceAll("[^A-Za-z0-9.-]", "_") + ".kubeconfig");
    try {
      return Files.writeString(file, text());
    } catch (IOException e) {
      throw new UncheckedIOException("no kubeconfig can be written to " + file, e);
    }
  }

  private String text() {
    return """
        apiVersion: v1
        kind: Config
        current-context: embedded
        clusters:
        - name: embedded
          cluster:
            server: %s
        users:
        - name: "%s"
          user:
            token: %s
        contexts:
        - name: embedded
          context:
            cluster: embedded
            user: "%s"
            namespace: default
        """
        .formatted(server, user, token, user);
  }
}
