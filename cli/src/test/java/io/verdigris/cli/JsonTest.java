package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {
  @Test
  void members_keep_their_order_and_types() {
    Json json =
        Json.of("x")
            .put("number", 7)
            .put("flag", true)
            .put("none", Optional.empty())
            .put("some", Optional.of("a"))
            .put("list", List.of(new Json(), "b"))
            .putSome("empty", List.of())
            .putIfAbsent("type", "y");

    assertThat(json)
        .hasToString(
            "{\"type\":\"x\",\"number\":7,\"flag\":true,\"none\":null,\"some\":\"a\","
                + "\"list\":[{},\"b\"]}");
  }

  @Test
  void any_text_comes_back_from_a_parser_and_takes_one_line() {
    var all = new StringBuilder();
    for (char c = 0; c < 0x3000; c++) {
      all.append(c);
    }
    all.append("\ud83d\ude00 \ud83d");

    String line = new Json().put("text", all.toString()).toString();

    assertThat(line.lines()).hasSize(1);
    Map<?, ?> read = JsonMapper.shared().readValue(line, Map.class);
    assertThat(read.get("text")).isEqualTo(all.toString());
  }
}
