package io.verdigris.switcher.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngressCanaryTest {
  @TempDir Path directory;

  private static CanarySettings settings(Map<String, String> values) {
    return CanarySettings.of(new TreeMap<>(values));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("edge.properties"), text);
  }

  @Test
  void settings_are_built_and_read_again() {
    CanarySettings settings =
        CanarySettings.of(
            IngressCanary.named("web-canary")
                .dialect("higress")
                .header("X-Preview", "green")
                .cookie("preview")
                .extension()
                .settings());

    assertThat(settings.ingress()).contains("web-canary");
    assertThat(settings.dialect().orElseThrow().weight()).isEqualTo("higress.io/canary-weight");
    assertThat(settings.testers())
        .isEqualTo(Map.of("header", "X-Preview", "header-value", "green", "cookie", "preview"));
    assertThat(IngressCanary.found().extension().settings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingress-nginx", "higress", "alibaba-alb"})
  void each_dialect_is_complete_and_survives_its_annotation(String name) {
    CanaryDialect dialect = CanaryDialect.named(name);

    assertThat(dialect.canary()).endsWith("/canary");
    assertThat(dialect.weight()).endsWith("/canary-weight");
    assertThat(dialect.pastWeight()).isNotEmpty();
    Canaries canaries = Canaries.recorded();
    canaries.annotated(a -> a.put("verdigris.io/dialect", dialect.text()));
    assertThat(CanaryDialect.of(canaries.canary())).contains(dialect);
  }

  @Test
  void a_dialect_may_come_from_a_file() throws IOException {
    Path file = file("canary=edge.example/canary\nweight=edge.example/share\n");

    assertThat(
            CanarySettings.of(IngressCanary.found().dialect(file).extension().settings())
                .dialect()
                .orElseThrow()
                .weight())
        .isEqualTo("edge.example/share");
  }

  @Test
  void what_is_wrong_with_a_dialect_is_told_by_file_and_key() throws IOException {
    assertThatThrownBy(() -> CanaryDialect.named("nginx"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"nginx\"", "META-INF/verdigris/dialects/nginx.properties");
    Path missing = file("canary=edge.example/canary\n");
    assertThatThrownBy(() -> CanaryDialect.file(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"weight\"", missing.toString(), "is missing");
    Path misspelt = file("canary=edge.example/canary\nwieght=edge.example/share\n");
    assertThatThrownBy(() -> CanaryDialect.file(misspelt))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"wieght\"", misspelt.toString(), "weight-total");
    Path spoilt = file("canary=edge.example/canary\nweight=not one\n");
    assertThatThrownBy(() -> CanaryDialect.file(spoilt))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"weight\"", "\"not one\"");
    assertThatThrownBy(() -> CanaryDialect.file(directory.resolve("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void settings_that_cannot_be_are_refused() {
    assertThatThrownBy(() -> settings(Map.of("header", "X Preview")))
        .hasMessageContaining("\"X Preview\"");
    assertThatThrownBy(() -> settings(Map.of("weight", "10"))).hasMessageContaining("\"weight\"");
    assertThatThrownBy(() -> settings(Map.of("dialect", "../secret")))
        .hasMessageContaining("\"../secret\"");
    assertThatThrownBy(() -> settings(Map.of("dialect", "higress", "dialect-file", "/x")))
        .hasMessageContaining("dialect-file");
    assertThatThrownBy(() -> settings(Map.of("dialect", "alibaba-alb", "header", "X-Preview")))
        .as("a header beside a weight is not possible there")
        .hasMessageContaining("must be left out");
  }
}
