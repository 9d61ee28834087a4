package io.verdigris.examples.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The extender's guide shows this module; {@code -Dverdigris.guide=write} copies it there. */
class GuideTest {
  private static final Path GUIDE = Path.of("..", "..", "docs", "extending.md");
  private static final Path SOURCES = Path.of("src/main/java/io/verdigris/examples/upstream");
  private static final Pattern SHOWN =
      Pattern.compile(
          "(<!-- source: (\\w+\\.java) -->\n).*?(<!-- end of source -->)", Pattern.DOTALL);

  @Test
  void the_guide_shows_the_compiled_sources() throws IOException {
    String guide = Files.readString(GUIDE);
    var shown = new ArrayList<String>();
    String right =
        SHOWN
            .matcher(guide)
            .replaceAll(
                found -> {
                  shown.add(found.group(2));
                  return Matcher.quoteReplacement(
                      found.group(1) + code(found.group(2)) + found.group(3));
                });
    if ("write".equals(System.getProperty("verdigris.guide"))) {
      Files.writeString(GUIDE, right);
    } else {
      assertThat(guide).isEqualTo(right);
    }
    assertThat(shown)
        .containsExactlyInAnyOrder(
            "Upstream.java", "UpstreamSwitcher.java", "UpstreamSwitcherProvider.java");
  }

  /** A source without package and imports. */
  private static String code(String file) {
    try {
      String source = Files.readString(SOURCES.resolve(file));
      String body = source.replaceFirst("(?s)^package .*\nimport [^\n]*\n\n", "");
      return "```java\n" + body + "```\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void all_sources_together_are_as_short_as_the_guide_says() throws IOException {
    try (var files = Files.list(SOURCES)) {
      assertThat(files.mapToLong(GuideTest::lines).sum()).isLessThan(200);
    }
  }

  private static long lines(Path file) {
    try {
      return Files.readAllLines(file).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
