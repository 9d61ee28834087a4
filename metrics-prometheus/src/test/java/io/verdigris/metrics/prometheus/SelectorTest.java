package io.verdigris.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorTest {

  @Test
  void selects_by_name_and_by_all_conditions() {
    var selector = Selector.parse("a{code=~\"5..\",path!=\"/x\",kind!~\"t.*\",job=\"web\"}");
    assertThat(matches(selector, "a", Map.of("code", "503", "job", "web"))).isTrue();
    assertThat(matches(selector, "b", Map.of("code", "503", "job", "web"))).isFalse();
    assertThat(matches(selector, "a", Map.of("code", "5031", "job", "web"))).isFalse();
    assertThat(matches(selector, "a", Map.of("code", "503", "job", "web", "path", "/x"))).isFalse();
    assertThat(matches(selector, "a", Map.of("code", "503", "job", "web", "kind", "test")))
        .isFalse();
    assertThat(matches(selector, "a", Map.of("code", "503"))).isFalse();
  }

  @Test
  void is_written_as_it_was_read() {
    for (String text : List.of("a{}", "a:b{x=\"1\"}", "a{x=~\"\\\\d\\\"\\n\",y!~\"}\"}")) {
      assertThat(Selector.parse(text)).hasToString(text);
    }
    assertThat(Selector.parse(" a { x = \"1\" , y = \"2\", } ")).hasToString("a{x=\"1\",y=\"2\"}");
  }

  @Test
  void takes_more_conditions() {
    var more = List.of(new Selector.Condition("pod", "=~", "p|q"));
    assertThat(Selector.parse("a{x=\"1\"}").and(more)).hasToString("a{x=\"1\",pod=~\"p|q\"}");
  }

  @Test
  void refuses_what_is_no_selector() {
    for (String text :
        List.of(
            "",
            "1a",
            "sum(a)",
            "a[5m]",
            "a{x}",
            "a{x=1}",
            "a{x=\"1\"",
            "a{x=~\"(\"}",
            "a{x=\"1\" y=\"2\"}",
            "a{x=\"1\"} or b")) {
      assertThatThrownBy(() -> Selector.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static boolean matches(Selector selector, String name, Map<String, String> labels) {
    return selector.matches(new Series(name, labels, 1));
  }
}
