package io.verdigris.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * One safeguard taken out of the sources, and the part of the matrix that must notice.
 *
 * @param what the safeguard
 * @param edits where it is
 * @param part arguments of {@code simulate matrix}
 */
record Mutation(String what, List<Edit> edits, List<String> part) {

  /** Some text of a file that is replaced; it must be there exactly once. */
  record Edit(String file, String text, String instead) {
    String mutated(Path root) throws IOException {
      String source = Files.readString(root.resolve(file));
      int at = source.indexOf(text);
      if (at < 0 || source.indexOf(text, at + 1) >= 0) {
        throw new IllegalStateException(
            file + " does not hold exactly once what is to be taken out: " + text);
      }
      return source.replace(text, instead);
    }

    private String path() {
      return file.substring(file.indexOf("java/") + "java/".length());
    }
  }

  /** Compiles the mutated classes into a directory of their own. */
  Path compile(Path root, Path into, String classPath) throws IOException {
    Path sources = Files.createDirectories(into.resolve("sources"));
    Path classes = Files.createDirectories(into.resolve("classes"));
    var arguments =
        new ArrayList<String>(List.of("-nowarn", "-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of("-cp", classPath));
    for (Edit edit : edits) {
      Path file = sources.resolve(edit.path());
      Files.createDirectories(file.getParent());
      Files.writeString(file, edit.mutated(root));
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int status = compiler.run(null, null, null, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IllegalStateException("without " + what + " the sources do not compile");
    }
    return classes;
  }

  @Override
  public String toString() {
    return what;
  }
}
