package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** What runs in a container: the test application, or a few words of a shell. */
interface ContainerProcess {
  /** The exit code of what SIGKILL ends. */
  int KILLED = 137;

  /** Asks it to end, as SIGTERM does. */
  void terminate();

  /** Ends it at once, as SIGKILL does. */
  void kill();

  /** Returns what it has written so far. */
  String log();

  /**
   * What a process needs.
   *
   * @param pod the pod's name, which is the host's name
   * @param address the pod's address
   * @param environment the container's variables
   * @param ended is told the exit code once, on the loop's thread
   */
  record Setting(
      EventLoop loop,
      PodNetwork network,
      String pod,
      String address,
      Map<String, String> environment,
      IntConsumer ended) {}

  /** Starts what the container's command says; the application when it has none. */
  static ContainerProcess start(Container container, Setting setting) {
    var words = new ArrayList<String>();
    words.addAll(orEmpty(container.getCommand()));
    words.addAll(orEmpty(container.getArgs()));
    boolean ends =
        setting.environment().containsKey("EXIT_CODE")
            && !setting.environment().containsKey("EXIT_AFTER");
    if (words.isEmpty() && ends) {
      words.addAll(List.of("exit", setting.environment().get("EXIT_CODE")));
    }
    return words.isEmpty() || words.get(0).endsWith("app")
        ? AppProcess.start(setting)
        : ScriptProcess.start(words, setting);
  }

  private static List<String> orEmpty(List<String> list) {
    return list == null ? List.of() : list;
  }
}
