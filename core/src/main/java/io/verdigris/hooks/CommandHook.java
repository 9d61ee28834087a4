package io.verdigris.hooks;

import io.verdigris.Application;
import io.verdigris.Extension;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.Admission;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.PhaseHook;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.spi.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * is ended with the orchestrator, when the hook's timeout is over, and when the rollout has left
 * the phase, as after an abort.
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
  private static final Set<String> WHEN = Set.of("phase", "moment", "timeout");
  private static final int LONGEST_OUTPUT = 1024;

  private final Map<Application, Running> running = new ConcurrentHashMap<>();

  /** What runs for an application, which has one rollout at a time. */
  private record Running(String key, Process process, Path output) {}

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
    Application application = request.context().application();
    Running known = running.get(application);
    Running command = known != null && known.key().equals(request.key()) ? known : begin(request);
    if (command.process().isAlive()) {
      return Progress.waiting("its command to end", AGAIN);
    }
    running.remove(application, command);
    String output = end(command);
    int status = command.process().exitValue();
    return status == 0
        ? Progress.done(new HookResult("exit status 0" + (output.isEmpty() ? "" : ": " + output)))
        : Progress.failed("exit status " + status + (output.isEmpty() ? "" : ": " + output));
  }

  private Running begin(HookRequest request) {
    release(request.context());
    Running command = start(request);
    running.put(request.context().application(), command);
    return command;
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> settings) {
    int words = argv(settings).size();
    for (String key : new TreeSet<>(settings.keySet())) {
      boolean word = key.matches("argv\\.\\d{1,4}") && Integer.parseInt(key.substring(5)) < words;
      if (!word && !WHEN.contains(key)) {
        throw new Settings(ID, settings).unknown(key);
      }
    }
    return Admission.granted();
  }

  @Override
  public void release(RolloutContext context) {
    Running left = running.remove(context.application());
    if (left != null) {
      stop(left.process());
      end(left);
    }
  }

  /** Ends a command with all that it has started. */
  private static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }

  private static Running start(HookRequest request) {
    try {
      Path output = Files.createTempFile("verdigris-hook", ".log");
      return new Running(request.key(), process(request, output), output);
    } catch (IOException e) {
      throw new PermanentFailureException("the command could not be started: " + e.getMessage(), e);
    }
  }

  private static Process process(HookRequest request, Path output) throws IOException {
    var builder = new ProcessBuilder(words(request)).redirectErrorStream(true);
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
        .execute(() -> stop(process));
    var unused = process.onExit().thenRun(() -> request.context().wake().run());
    return process;
  }

  private static long limit(HookRequest request) {
    return Duration.parse(request.settings().getOrDefault("timeout", "PT10M")).toMillis();
  }

  private static List<String> words(HookRequest request) {
    return Settings.underWay(() -> argv(request.settings()));
  }

  private static List<String> argv(Map<String, String> settings) {
    var argv = new ArrayList<String>();
    for (String word = settings.get("argv.0");
        word != null;
        word = settings.get("argv." + argv.size())) {
      argv.add(word);
    }
    if (argv.isEmpty()) {
      throw new Settings(ID, settings).wrong("argv.0", "must name a command");
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

  /** Takes the end of the output, however long that is, and deletes it. */
  private static String end(Running command) {
    try (SeekableByteChannel output =
        Files.newByteChannel(
            command.output(), StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE)) {
      output.position(Math.max(0, output.size() - LONGEST_OUTPUT));
      var tail = ByteBuffer.allocate(LONGEST_OUTPUT);
      while (tail.hasRemaining() && output.read(tail) >= 0) {}
      return new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8).strip();
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
              stop(command.process());
              end(command);
            });
    running.clear();
  }
}
