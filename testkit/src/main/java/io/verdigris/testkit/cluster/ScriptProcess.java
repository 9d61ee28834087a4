package io.verdigris.testkit.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * A few words of a shell: {@code true}, {@code false}, {@code exit N}, {@code echo …}, {@code sleep
 * DURATION}, and {@code sh -c} with such commands joined by {@code ;}, {@code &&} or new lines.
 */
final class ScriptProcess implements ContainerProcess {
  private static final int NOT_FOUND = 127;
  private static final int MISUSE = 2;
  private static final Pattern SEPARATOR = Pattern.compile("\\s*(?:;|\\n)\\s*");
  private static final Pattern AND = Pattern.compile("\\s*&&\\s*");

  private final Setting setting;
  private final Deque<List<List<String>>> lines = new ArrayDeque<>();
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private Deque<List<String>> line = new ArrayDeque<>();
  private int code;
  private boolean ended;

  private ScriptProcess(Setting setting) {
    this.setting = setting;
  }

  static ContainerProcess start(List<String> words, Setting setting) {
    var process = new ScriptProcess(setting);
    if (isShell(words)) {
      SEPARATOR
          .splitAsStream(words.get(2).strip())
          .filter(l -> !l.isBlank())
          .forEach(l -> process.lines.add(commands(l)));
    } else {
      process.lines.add(List.of(words));
    }
    setting.loop().execute(process::step);
    return process;
  }

  /** An exit code as a shell reads it. */
  static int code(String text) {
    try {
      return Integer.parseInt(text.strip()) & 0xff;
    } catch (NumberFormatException e) {
      return MISUSE;
    }
  }

  @Override
  public void terminate() {
    setting.loop().execute(() -> end(143));
  }

  @Override
  public void kill() {
    setting.loop().execute(() -> end(KILLED));
  }

  @Override
  public String log() {
    return String.join("", log);
  }

  private static boolean isShell(List<String> words) {
    return words.size() >= 3 && words.get(0).endsWith("sh") && words.get(1).startsWith("-");
  }

  private static List<List<String>> commands(String line) {
    return AND.splitAsStream(line)
        .map(c -> Arrays.stream(c.strip().split("\\s+")).map(ScriptProcess::unquoted).toList())
        .toList();
  }

  private static String unquoted(String word) {
    return word.replace("'", "").replace("\"", "");
  }

  private void step() {
    while (!ended) {
      if (line.isEmpty() && lines.isEmpty()) {
        end(code);
        return;
      }
      line = line.isEmpty() ? new ArrayDeque<>(lines.remove()) : line;
      if (!goesOn(line.remove())) {
        return;
      }
    }
  }

  /** Runs a command; false when it takes its time and goes on by itself. */
  private boolean goesOn(List<String> command) {
    String name = command.get(0).substring(command.get(0).lastIndexOf('/') + 1);
    String argument = command.size() > 1 ? command.get(1) : "0";
    switch (name) {
      case "true" -> code = 0;
      case "false" -> code = 1;
      case "echo" -> echo(command);
      case "exit" -> end(code(argument));
      case "sleep" -> {
        code = 0;
        setting.loop().schedule(seconds(argument), this::step);
        return false;
      }
      default -> {
        log.add(command.get(0) + ": not found\n");
        code = NOT_FOUND;
      }
    }
    if (code != 0) {
      line.clear();
    }
    return true;
  }

  private void echo(List<String> command) {
    log.add(String.join(" ", command.subList(1, command.size())) + "\n");
    code = 0;
  }

  private static Duration seconds(String argument) {
    return GoDuration.parse(argument)
        .or(() -> GoDuration.parse(argument + "s"))
        .orElse(Duration.ZERO);
  }

  private void end(int exitCode) {
    if (!ended) {
      ended = true;
      setting.ended().accept(exitCode);
    }
  }
}
