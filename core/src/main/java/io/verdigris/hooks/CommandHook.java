package io.verdigris.hooks;

import io.verdigris.Extension;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A hook, id {@value #ID}, that runs a command on the machine of the orchestrator and takes its
 * exit status as its verdict: 0 is well, anything else fails. The end of its output tells why.
 *
 * <p>The command finds {@code VERDIGRIS_ROLLOUT}, {@code VERDIGRIS_NAMESPACE}, {@code
 * VERDIGRIS_SERVICE} (the new colour's own Service), {@code VERDIGRIS_COLOUR} and {@code
 * VERDIGRIS_PODS} (addresses with port, separated by spaces) in its environment, the last three
 * only from VERIFY on. After a crash the next process runs it again, so it should be idempotent. It
 * is ended with the orchestrator, and when the hook's timeout is over.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>key</th><th>what</th></tr>
 * <tr><td>{@code argv.0}, {@code argv.1} …</td><td>the command and its arguments; no shell is involved</td></tr>
 * <tr><td>{@code phase}, {@code moment}, {@code timeout}</td><td>as for every {@link PhaseHook}</td></tr>
 * </table>
 */
public final class CommandHook implements PhaseHook, AutoCloseable {
  /** The provider's id. */
  public static final String ID = "command";

  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int LONGEST_OUTPUT = 1024;

  private final Map<String, Running> running = new ConcurrentHashMap<>();

  private record Running(Process process, Path output) {}

  /** Returns the settings for a spec: this command after VERIFY. */
  public static Extension run(String... argv) {
    return run(List.of(argv), Map.of());
  }

  /**
   * Returns the settings for a spec.
   *
   * @param argv the command and its arguments
   * @param when the settings {@code phase}, {@code moment} and {@code timeout}
   */
  public static Extension run(List<String> argv, Map<String, String> when) {
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("argv must name a command, but is empty");
    }
    var settings = new TreeMap<>(when);
    for (int i = 0; i < argv.size(); i++) {
      settings.put("argv." + i, argv.get(i));
    }
    return new Extension(Extension.Kind.HOOK, ID, settings);
  }

  @Override
  public Progress<HookResult> call(HookRequest request) {
    Running command = running.computeIfAbsent(request.key(), key -> start(request));
    if (command.process().isAlive()) {
      return Progress.waiting("its command to end", AGAIN);
    }
    running.remove(request.key());
    String output = end(command);
    int status = command.process().exitValue();
    return status == 0
        ? Progress.done(new HookResult("exit status 0" + (output.isEmpty() ? "" : ": " + output)))
        : Progress.failed("exit status " + status + (output.isEmpty() ? "" : ": " + output));
  }

  private static Running start(HookRequest request) {
    try {
      Path output = Files.createTempFile("verdigris-hook", ".log");
      return new Running(process(request, output), output);
    } catch (IOException e) {
      throw new PermanentFailureException("the command could not be started: " + e.getMessage(), e);
    }
  }

  private static Process process(HookRequest request, Path output) throws IOException {
    var builder = new ProcessBuilder(argv(request.settings())).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    builder.environment().putAll(environment(request));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      Files.delete(output);
      throw e;
    }
    process.getOutputStream().close();
    CompletableFuture.delayedExecutor(limit(request), TimeUnit.MILLISECONDS)
        .execute(process::destroy);
    var unused = process.onExit().thenRun(() -> request.context().wake().run());
    return process;
  }

  private static long limit(HookRequest request) {
    return Duration.parse(request.settings().getOrDefault("timeout", "PT10M")).toMillis();
  }

  private static List<String> argv(Map<String, String> settings) {
    var argv = new ArrayList<String>();
    for (String word = settings.get("argv.0");
        word != null;
        word = settings.get("argv." + argv.size())) {
      argv.add(word);
    }
    if (argv.isEmpty()) {
      throw new PermanentFailureException(
          "setting argv.0 of hook command must name a command, but is missing");
    }
    return argv;
  }

  private static Map<String, String> environment(HookRequest request) {
    var variables = new HashMap<String, String>();
    variables.put("VERDIGRIS_ROLLOUT", request.context().rollout());
    variables.put("VERDIGRIS_NAMESPACE", request.context().application().namespace());
    request
        .environment()
        .ifPresent(
            e -> {
              variables.put("VERDIGRIS_SERVICE", e.service());
              variables.put("VERDIGRIS_COLOUR", e.colour().label());
              variables.put(
                  "VERDIGRIS_PODS",
                  String.join(
                      " ", e.pods().stream().map(p -> p.address() + ":" + e.port()).toList()));
            });
    return variables;
  }

  private static String end(Running command) {
    try {
      String all = Files.readString(command.output()).strip();
      Files.deleteIfExists(command.output());
      return all.substring(Math.max(0, all.length() - LONGEST_OUTPUT));
    } catch (IOException e) {
      return "its output could not be read: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    running
        .values()
        .forEach(
            command -> {
              command.process().destroy();
              end(command);
            });
  }
}
