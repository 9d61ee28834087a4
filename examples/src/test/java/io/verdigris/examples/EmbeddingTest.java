package io.verdigris.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on embedding shows compiled code; {@code -Dverdigris.readme=write} copies it there. */
class EmbeddingTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/embedding.md");
  private static final Pattern SHOWN =
      Pattern.compile("(<!-- source: (\\S+) -->\n).*?(<!-- end of source -->)", Pattern.DOTALL);

  @Test
  void the_page_shows_the_compiled_sources() throws IOException {
    String page = Files.readString(PAGE);
    var shown = new ArrayList<String>();
    String right =
        SHOWN
            .matcher(page)
            .replaceAll(
                found -> {
                  shown.add(found.group(2).replaceAll(".*/", ""));
                  String block = found.group(1) + code(found.group(2)) + found.group(3);
                  return Matcher.quoteReplacement(block);
                });
    if ("write".equals(System.getProperty("verdigris.readme"))) {
      Files.writeString(PAGE, right);
    } else {
      assertThat(page).isEqualTo(right);
    }
    assertThat(shown).containsExactly("Promote.java", "Rollouts.java", "Desk.java");
  }

  /** A source without package and imports. */
  private static String code(String file) {
    try {
      String source = Files.readString(ROOT.resolve(file));
      return "```java\n" + source.replaceFirst("(?s)^package .*\nimport [^\n]*\n\n", "") + "```\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
