package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);

  private String written() {
    String text = out.toString(StandardCharsets.UTF_8);
    out.reset();
    return text.replace("\u001b[", "^");
  }

  private static List<StyledLine> lines(String... texts) {
    return Stream.of(texts).map(StyledLine::of).toList();
  }

  @Test
  void lines_are_drawn_over_those_before_and_the_cursor_comes_back() {
    var screen = new Screen(stream, new Terminal(80, 24, false, false));
    assertThat(written()).isEmpty();
    screen.draw(lines("a", "b"));
    assertThat(written()).isEqualTo("^?25l\r^J^?7la\nb\n^?7h");
    screen.draw(lines("c"));
    assertThat(written()).isEqualTo("^2A\r^J^?7lc\n^?7h");
    screen.close();
    assertThat(written()).isEqualTo("^?7h^?25h");
    screen.close();
    screen.draw(lines("late"));
    assertThat(written()).isEmpty();
  }

  @Test
  void the_same_picture_is_not_drawn_again() {
    var screen = new Screen(stream, new Terminal(80, 24, false, false));
    screen.draw(lines("a"));
    written();
    screen.draw(lines("a"));

    assertThat(written()).isEmpty();
  }

  @Test
  void a_line_above_stays_and_the_picture_moves_down() {
    var screen = new Screen(stream, new Terminal(80, 24, false, false));
    screen.draw(lines("a"));
    written();
    screen.above("a warning");

    assertThat(written()).isEqualTo("^1A\r^J^?7l^?7ha warning\na\n^?7h");
  }

  @Test
  void no_more_is_drawn_than_the_terminal_has_room_for() {
    var screen = new Screen(stream, new Terminal(20, 5, false, false));
    written();
    screen.draw(lines("1".repeat(30), "2", "3", "4", "5", "6"));

    assertThat(written()).isEqualTo("^?25l\r^J^?7l" + "1".repeat(20) + "\n2\n3\n4\n^?7h");
  }

  @Test
  void sizes_and_colours_come_from_the_launcher_and_the_environment() {
    assertThat(Terminal.of("50 132 shared", Map.of())).isEqualTo(new Terminal(132, 50, true, true));
    assertThat(Terminal.of("0 0", Map.of("NO_COLOR", "1")))
        .isEqualTo(new Terminal(80, 24, false, false));
    assertThat(Terminal.of("", Map.of("COLUMNS", "100", "LINES", "30", "NO_COLOR", "")))
        .isEqualTo(new Terminal(100, 30, true, false));
  }

  @Test
  void what_is_logged_comes_by_whole_lines() {
    var lines = new java.util.ArrayList<String>();
    var log = new PrintStream(new LineStream(lines::add), true, StandardCharsets.UTF_8);
    log.print("one ä\r\ntw");
    log.println("o");

    assertThat(lines).containsExactly("one ä", "two");
  }
}
