package io.verdigris.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's example is compiled code; {@code -Dverdigris.readme=write} copies it there. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final String FILE = "src/main/java/io/verdigris/examples/Promote.java";
  private static final String BEGIN = "<!-- example: examples/" + FILE + " -->\n";
  private static final String END = "<!-- end of example -->\n";

  @Test
  void the_example_is_the_compiled_one() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    if ("write".equals(System.getProperty("verdigris.readme"))) {
      Files.writeString(README, readme.substring(0, begin) + example() + readme.substring(end));
    } else {
      assertThat(readme.substring(begin, end)).isEqualTo(example());
    }
  }

  /** The body of main, without its indentation. */
  private static String example() throws IOException {
    String code = Files.readString(Path.of(FILE));
    String body = code.substring(code.indexOf("    try (var"), code.indexOf("\n  }\n}"));
    return "```java\n" + body.replaceAll("(?m)^    ", "") + "\n```\n";
  }
}
