package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.kubernetes.GuardPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {
  private final Shell shell = Shell.piped();

  private String printed(String... options) {
    assertThat(shell.run(options)).as(shell.err()).isZero();
    assertThat(shell.err()).isEmpty();
    return shell.out();
  }

  @Test
  void the_guard_is_printed_for_all_namespaces_without_a_cluster() {
    assertThat(printed("guard"))
        .isEqualTo(new GuardPolicy("verdigris-guard", "color", List.of()).yaml());
  }

  @Test
  void namespaces_colour_key_and_name_are_taken_from_the_options() {
    assertThat(
            printed("guard", "-n", "shop", "-n", "till", "--color-key", "side", "--name", "mine"))
        .isEqualTo(new GuardPolicy("mine", "side", List.of("shop", "till")).yaml());
  }

  private void refuses(String message, String... options) {
    assertThat(shell.run(options)).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void what_cannot_be_a_name_is_a_mistake_in_the_usage() {
    refuses("namespace must be lower-case letters, digits and '-'", "guard", "-n", "Shop");
    refuses("color key must be a label's key", "guard", "--color-key", "a'b");
    refuses("name must be lower-case letters", "guard", "--name", "a b");
  }

  @Test
  void its_help_says_who_puts_it_in_place() {
    assertThat(printed("guard", "--help"))
        .contains("An administrator puts them in place: verdigris guard | kubectl apply -f -")
        .containsPattern("default\\s+verdigris-guard");
  }
}
