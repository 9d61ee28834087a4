package io.verdigris.examples.pipelines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Runs the scripts of a job's steps on this machine, in order, as GitHub's runner does: with their
 * conditions, environment and the files by which steps tell each other things. Actions are not run:
 * what they check out is there, and what they upload stays where it is.
 */
final class LocalRun {
  /**
   * A shell does not hear a signal that was ignored where it began, as in what a script has put
   * into the background; the runner's shells do hear it.
   */
  private static final List<String> INTERRUPTIBLE = interruptible();

  private static final int PATIENCE_SECONDS = 300;

  private final Path workspace;
  private final Map<String, Object> contexts = new HashMap<>();
  private final Map<String, Map<String, Map<String, String>>> steps = new HashMap<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, Integer> statuses = new HashMap<>();
  private final StringBuilder log = new StringBuilder();
  private final Expressions expressions = new Expressions(contexts, this::call);
  private BiConsumer<String, Process> started = (step, process) -> {};
  private boolean failed;
  private boolean cancelled;

  /**
   * Makes one.
   *
   * @param workspace an empty directory; the repository is put into it as {@code .verdigris}
   * @param contexts what expressions know: {@code inputs}, {@code secrets}, {@code github} …
   */
  LocalRun(Path workspace, Map<String, ?> contexts) throws IOException {
    this.workspace = workspace;
    this.contexts.putAll(contexts);
    this.contexts.put("runner", Map.of("temp", workspace.toString()));
    this.contexts.put("steps", steps);
    Files.createSymbolicLink(workspace.resolve(".verdigris"), Repository.ROOT);
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", System.getProperty("user.home"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("GITHUB_ACTIONS", "true");
  }

  /** Sets what every step finds in its environment. */
  LocalRun with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Is told of each script that has started, to do something to it. */
  LocalRun onStart(BiConsumer<String, Process> listener) {
    started = listener;
    return this;
  }

  /** Cancels the run: what goes on may end, then only steps follow that ask for that. */
  void cancel() {
    cancelled = true;
  }

  private static List<String> interruptible() {
    List<String> with = List.of("env", "--default-signal=INT");
    try {
      var tried = new ArrayList<>(with);
      tried.add("true");
      return new ProcessBuilder(tried).start().waitFor() == 0 ? with : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Runs a job and tells whether it succeeded. */
  boolean run(Workflow.Job job) throws IOException, InterruptedException {
    job.env().forEach((name, value) -> environment.put(name, expressions.fill(value)));
    for (Workflow.Step step : job.steps()) {
      if (!step.run().isEmpty() && expressions.holds(step.condition())) {
        run(step);
      }
    }
    return !failed && !cancelled;
  }

  private void run(Workflow.Step step) throws IOException, InterruptedException {
    Path script = Files.writeString(workspace.resolve("step.sh"), step.run());
    var command = new ArrayList<>(INTERRUPTIBLE);
    command.addAll(List.of("bash", "-e", script.toString()));
    var builder = new ProcessBuilder(command).directory(workspace.toFile());
    Map<String, String> env = builder.environment();
    env.clear();
    env.putAll(environment);
    step.env().forEach((name, value) -> env.put(name, expressions.fill(value)));
    env.put("GITHUB_OUTPUT", fresh("output").toString());
    env.put("GITHUB_ENV", fresh("env").toString());
    env.put("GITHUB_STEP_SUMMARY", workspace.resolve("summary.md").toString());
    Path printed = workspace.resolve("printed");
    Process process = builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
    started.accept(step.name(), process);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(step.name() + " did not end: " + Files.readString(printed));
    }
    log.append("== ").append(step.name()).append('\n').append(Files.readString(printed));
    statuses.put(step.name(), process.exitValue());
    failed |= process.exitValue() != 0;
    environment.putAll(pairs("env"));
    steps.put(step.id(), Map.of("outputs", pairs("output")));
  }

  private Path fresh(String name) throws IOException {
    return Files.writeString(workspace.resolve(name), "");
  }

  private Map<String, String> pairs(String file) throws IOException {
    var pairs = new HashMap<String, String>();
    for (String line : Files.readAllLines(workspace.resolve(file))) {
      int equals = line.indexOf('=');
      pairs.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return pairs;
  }

  private String call(String name, List<String> arguments) {
    return switch (name) {
      case "always" -> "true";
      case "success" -> String.valueOf(!failed && !cancelled);
      case "failure" -> String.valueOf(failed && !cancelled);
      case "cancelled" -> String.valueOf(cancelled);
      case "hashFiles" -> Files.exists(workspace.resolve(arguments.get(0))) ? "a hash" : "";
      case "format" -> format(arguments);
      default -> throw new IllegalArgumentException("no function " + name);
    };
  }

  private static String format(List<String> arguments) {
    String text = arguments.get(0);
    for (int i = 1; i < arguments.size(); i++) {
      text = text.replace("{" + (i - 1) + "}", arguments.get(i));
    }
    return text;
  }

  /** Returns the outputs of a job that has run. */
  Map<String, String> outputs(Workflow.Job job) {
    var outputs = new TreeMap<String, String>();
    job.outputs().forEach((name, value) -> outputs.put(name, expressions.fill(value)));
    return outputs;
  }

  /** Returns the exit statuses of the scripts that ran, by the step's name. */
  Map<String, Integer> statuses() {
    return statuses;
  }

  /** Returns what all steps have printed. */
  String log() {
    return log.toString();
  }

  /** Reads a file of the workspace; empty when it is not there. */
  String file(String name) {
    try {
      Path file = workspace.resolve(name);
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names in a directory of the workspace. */
  List<String> files(String directory) throws IOException {
    try (var files = Files.list(workspace.resolve(directory))) {
      return new ArrayList<>(files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }
}
