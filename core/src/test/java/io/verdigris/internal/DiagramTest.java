package io.verdigris.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Phase;
import io.verdigris.internal.Transitions.Kind;
import io.verdigris.internal.Transitions.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Draws the transition table. The README's diagram is what this draws; {@code mvn test -pl core
 * -Dverdigris.diagram=write} puts a new one there.
 */
class DiagramTest {
  private static final Path README = Path.of("..", "README.md");
  private static final String BEGIN = "<!-- diagram: generated from Transitions -->\n";
  private static final String END = "<!-- end of diagram -->\n";

  @Test
  void the_readme_shows_the_table_as_it_is() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    if ("write".equals(System.getProperty("verdigris.diagram"))) {
      Files.writeString(README, readme.substring(0, begin) + draw() + readme.substring(end));
    } else {
      assertThat(readme.substring(begin, end)).isEqualTo(draw());
    }
  }

  private static String draw() {
    var lines = new ArrayList<String>(List.of("```mermaid", "stateDiagram-v2", "  [*] --> ADMIT"));
    for (Phase phase : Phase.values()) {
      edges(phase)
          .forEach(
              (target, labels) ->
                  lines.add("  " + phase + " --> " + target + " : " + String.join(", ", labels)));
      if (phase.isFinal()) {
        lines.add("  " + phase + " --> [*]");
      }
    }
    lines.add("```");
    return String.join("\n", lines) + "\n";
  }

  private static Map<Phase, List<String>> edges(Phase phase) {
    Map<Phase, List<String>> edges = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      if (Transitions.of(phase, kind) instanceof Transitions.Move move) {
        for (Target target : move.targets()) {
          edges.computeIfAbsent(target.phase(), t -> new ArrayList<>()).add(label(kind, target));
        }
      }
    }
    return edges;
  }

  private static String label(Kind kind, Target target) {
    String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return target.guard().label().isEmpty() ? name : name + " (" + target.guard().label() + ")";
  }
}
