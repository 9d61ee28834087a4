package io.verdigris.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Phase;
import io.verdigris.RolloutStatus;
import io.verdigris.RolloutStatus.Action;
import io.verdigris.RolloutStatus.Possible;
import io.verdigris.spi.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
  private static final String HOSTILE = "<script>alert('x')</script>\" onload=\"x";
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static Fleet.Seen seen(Phase phase, String text, Possible... possible) {
    Application web = new Application("shop", "web");
    var status =
        new RolloutStatus(
            web,
            Optional.of(Colour.BLUE),
            3,
            Map.of(Colour.BLUE, new Topology.Size(3, 3, text)),
            7,
            Optional.of("web-3"),
            Optional.of(phase),
            Optional.of(NOW),
            Optional.of(text),
            true,
            Optional.of(text),
            Optional.of(text),
            Optional.of(text),
            List.of(possible),
            List.of(new Finding(text, text, text, text)),
            List.of(text));
    return new Fleet.Seen(web, Optional.of(status), "", NOW);
  }

  @Test
  void hostile_text_stays_text_wherever_it_comes_from() {
    var may = new Possible(Action.ABORT, HOSTILE);
    String page = Pages.application(seen(Phase.MONITOR, HOSTILE, may), HOSTILE);

    assertThat(page).contains("&lt;script&gt;alert(&#39;x&#39;)").doesNotContain("<script>");
    assertThat(page.split("<script", -1)).as("the page's own script only").hasSize(2);
    assertThat(page).doesNotContain("\" onload=\"");
    assertThat(Pages.login(HOSTILE) + Pages.message(404, HOSTILE)).doesNotContain("<script>");
  }

  @Test
  void the_essentials_need_no_script() {
    var approve = new Possible(Action.APPROVE, "approve it");
    var abort = new Possible(Action.ABORT, "abort it");
    String page = Pages.application(seen(Phase.VERIFY, "x", approve, abort), "ann");

    assertThat(page)
        .contains("<noscript><meta http-equiv=\"refresh\" content=\"5\"/>")
        .contains("method=\"post\" action=\"/applications/shop/web/approve\"")
        .contains("method=\"post\" action=\"/applications/shop/web/abort\"")
        .contains("class=\"now verify\"", "class=\"done deploy\"", "class=\"ahead promote\"")
        .doesNotContain(" style=", "onclick");
  }

  @Test
  void an_end_without_a_way_stands_by_itself() {
    assertThat(Pages.application(seen(Phase.HALTED, "x"), ""))
        .contains("class=\"end halted\"")
        .doesNotContain("ahead");
  }

  @Test
  void a_session_ends_after_its_time_and_cannot_be_guessed() {
    var now = new AtomicReference<>(NOW);
    var sessions = new Sessions(now::get);
    String id = sessions.begin("ann");

    assertThat(sessions.person(id)).contains("ann");
    assertThat(sessions.person(id + "x")).isEmpty();
    assertThat(id).hasSizeGreaterThanOrEqualTo(43).isNotEqualTo(sessions.begin("ann"));
    now.set(NOW.plus(Sessions.LENGTH).minus(Duration.ofSeconds(1)));
    assertThat(sessions.person(id)).contains("ann");
    now.set(NOW.plus(Sessions.LENGTH));
    assertThat(sessions.person(id)).isEmpty();
  }

  @Test
  void of_very_many_sessions_the_oldest_end() {
    var sessions = new Sessions(() -> NOW);
    String first = sessions.begin("ann");
    for (int i = 0; i < 1000; i++) {
      sessions.begin("bob");
    }
    assertThat(sessions.person(first)).isEmpty();
  }

  @Test
  void a_token_that_is_too_weak_is_refused_without_being_told(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "  hunter2\n");

    assertThatThrownBy(() -> Token.ofFile(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("16 to 4096")
        .message()
        .doesNotContain("hunter2");
    Files.writeString(file, "  0123456789abcdef\n");
    assertThat(Token.ofFile(file).is("0123456789abcdef")).isTrue();
    assertThat(Token.ofFile(file).is("0123456789abcdeg")).isFalse();
    assertThat(Token.ofFile(file)).asString().doesNotContain("0123");
    assertThatThrownBy(() -> Token.ofFile(directory.resolve("none")))
        .hasMessageContaining("cannot be read");
  }
}
