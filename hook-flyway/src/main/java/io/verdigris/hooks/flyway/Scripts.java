package io.verdigris.hooks.flyway;

import io.verdigris.Finding;
import io.verdigris.VerdigrisException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * The scripts as they were read once, so that what runs is what was judged.
 *
 * @param texts by their path below the location
 */
record Scripts(SortedMap<String, String> texts) implements ResourceProvider {
  private static final Pattern MIGRATION = Pattern.compile("(?:V[^_].*?|B[^_].*?|R)__.+\\.sql");
  private static final Pattern UNDO = Pattern.compile("U[^_].*?__.+\\.sql");

  static Scripts read(List<Path> directories) {
    var texts = new TreeMap<String, String>();
    for (Path directory : directories) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.filter(Scripts::isScript).toList()) {
          String known = texts.put(directory.relativize(file).toString(), Files.readString(file));
          if (known != null) {
            throw new VerdigrisException(
                file + " is in more than one of the locations; leave one of them");
          }
        }
      } catch (IOException e) {
        throw new VerdigrisException(
            "the location " + directory + " cannot be read where the hook runs: " + e, e);
      }
    }
    return new Scripts(texts);
  }

  private static boolean isScript(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(".sql") || name.endsWith(".sql.conf"))
        && !UNDO.matcher(name).matches()
        && Files.isRegularFile(file);
  }

  Scripts only(Predicate<String> path) {
    var some = new TreeMap<>(texts);
    some.keySet().removeIf(path.negate());
    return new Scripts(some);
  }

  /** Refuses what would not run, lest somebody count on it. */
  List<Finding> findings() {
    return texts.keySet().stream()
        .filter(path -> path.endsWith(".sql") && !MIGRATION.matcher(name(path)).matches())
        .map(
            path ->
                new Finding(
                    "location",
                    path,
                    "is no migration by its name; callbacks do not run",
                    "name it as V1__what.sql or R__what.sql, or take it away"))
        .toList();
  }

  /** Returns a script with its placeholders replaced, as far as they are known. */
  String text(String path, Map<String, String> placeholders) {
    String text = Optional.ofNullable(texts.get(path)).orElse("");
    for (var placeholder : placeholders.entrySet()) {
      text = text.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
    }
    return text;
  }

  @Override
  public @Nullable LoadableResource getResource(String path) {
    return texts.containsKey(path) ? new Script(path, text(path, Map.of())) : null;
  }

  @Override
  public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
    var found = new ArrayList<LoadableResource>();
    for (String path : texts.keySet()) {
      String name = name(path);
      if (name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith)) {
        found.add(new Script(path, text(path, Map.of())));
      }
    }
    return found;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** One script, as Flyway asks for it. */
  private static final class Script extends LoadableResource {
    private final String path;
    private final String text;

    Script(String path, String text) {
      this.path = path;
      this.text = text;
    }

    @Override
    public Reader read() {
      return new StringReader(text);
    }

    @Override
    public String getAbsolutePath() {
      return path;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return path;
    }

    @Override
    public String getFilename() {
      return name(path);
    }

    @Override
    public String getRelativePath() {
      return path;
    }
  }
}
