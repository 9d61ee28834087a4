package io.verdigris.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {
  @Test
  void without_options_the_page_goes_to_the_working_directory() {
    DemoOptions options = DemoOptions.parse(List.of());

    assertThat(options.page()).isEqualTo(Path.of("demo-report.html"));
    assertThat(options.kubeconfig()).isEmpty();
  }

  @Test
  void a_real_cluster_is_named_by_its_kubeconfig() {
    DemoOptions options =
        DemoOptions.parse(List.of("--kubeconfig", "k", "--image", "repo/app", "--report", "p"));

    assertThat(options.kubeconfig()).contains(Path.of("k"));
    assertThat(options.image()).contains("repo/app");
    assertThat(Demo.Settings.of(options).namespace()).isEqualTo("verdigris-demo");
    assertThat(options.page()).isEqualTo(Path.of("p"));
  }

  @Test
  void what_cannot_be_is_named() {
    assertThatThrownBy(() -> DemoOptions.parse(List.of("--fast"))).hasMessageContaining("--fast");
    assertThatThrownBy(() -> DemoOptions.parse(List.of("--report")))
        .hasMessageContaining("--report needs a value");
    assertThatThrownBy(() -> DemoOptions.parse(List.of("--image", "x")))
        .hasMessageContaining("need each other");
  }
}
