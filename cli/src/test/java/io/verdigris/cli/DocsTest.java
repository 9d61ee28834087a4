package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The documentation's links lead somewhere, and its commands exist. */
class DocsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");
  private static final Pattern CODE = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");
  private static final Pattern COMMAND =
      Pattern.compile("\\./verdigris +([a-z][a-z-]*)([^|>#\\n]*)");
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)--?[a-z][-a-z]*");

  private static List<Path> pages() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
              docs.filter(file -> file.toString().endsWith(".md")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> links(Path page) {
    String prose = CODE.matcher(read(page)).replaceAll("");
    return LINK.matcher(prose)
        .results()
        .map(found -> found.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .toList();
  }

  private static Path target(Path page, String link) {
    String file = link.split("#", 2)[0];
    Path directory = page.getParent();
    return file.isEmpty() || directory == null ? page : directory.resolve(file).normalize();
  }

  /** The anchors of a page's headings, as Markdown renderers make them. */
  private static Set<String> anchors(Path page) {
    var counts = new HashMap<String, Integer>();
    String prose = CODE.matcher(read(page)).replaceAll("");
    return HEADING
        .matcher(prose)
        .results()
        .map(found -> anchor(found.group(1)))
        .map(
            anchor -> {
              int before = counts.merge(anchor, 1, Integer::sum) - 1;
              return before == 0 ? anchor : anchor + "-" + before;
            })
        .collect(Collectors.toSet());
  }

  private static String anchor(String heading) {
    return heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  @Test
  void every_link_leads_to_a_file_and_a_heading_of_it() {
    var dead = new ArrayList<String>();
    for (Path page : pages()) {
      for (String link : links(page)) {
        Path target = target(page, link);
        boolean heading =
            !link.contains("#")
                || !target.toString().endsWith(".md")
                || (Files.exists(target) && anchors(target).contains(link.split("#", 2)[1]));
        if (!Files.exists(target) || !heading) {
          dead.add(ROOT.relativize(page) + ": " + link);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void every_page_is_reached_from_the_index() {
    Path index = ROOT.resolve("docs/README.md");
    Set<Path> seen = new HashSet<>(Set.of(index));
    Deque<Path> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Path page = open.pop();
      links(page).stream()
          .map(link -> target(page, link))
          .filter(file -> file.toString().endsWith(".md") && Files.exists(file))
          .filter(seen::add)
          .forEach(open::push);
    }
    assertThat(pages())
        .filteredOn(page -> !page.toString().contains("decisions"))
        .allMatch(seen::contains, "is reached from docs/README.md");
  }

  @Test
  void every_command_in_the_documentation_has_the_options_that_it_is_given() {
    Map<String, CommandLine> commands =
        Verdigris.commandLine(Surroundings.ofProcess()).getSubcommands();
    var unknown = new ArrayList<String>();
    int[] checked = {0};
    for (Path page : pages()) {
      List<String> blocks =
          CODE.matcher(read(page)).results().map(found -> found.group(1)).toList();
      for (String block : blocks) {
        COMMAND
            .matcher(block.replaceAll("\\\\\\n", " "))
            .results()
            .forEach(
                found -> {
                  checked[0]++;
                  unknown(commands, found)
                      .forEach(what -> unknown.add(ROOT.relativize(page) + ": " + what));
                });
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(checked[0]).as("commands that were found").isGreaterThan(10);
  }

  private static List<String> unknown(Map<String, CommandLine> commands, MatchResult found) {
    CommandLine command = commands.get(found.group(1));
    if (command == null) {
      return List.of(found.group(1));
    }
    return OPTION
        .matcher(found.group(2).replaceAll("'[^']*'|\"[^\"]*\"", "x"))
        .results()
        .map(MatchResult::group)
        .filter(option -> !command.getCommandSpec().optionsMap().containsKey(option))
        .map(option -> found.group(1) + " " + option)
        .toList();
  }
}
