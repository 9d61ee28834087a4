package io.verdigris.hooks;

import io.verdigris.Application;
import io.verdigris.http.PodHttp;
import io.verdigris.http.PodHttp.Reply;
import io.verdigris.http.PodHttp.Target;
import io.verdigris.spi.Environment;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pods of one rollout's old colour while they drain: which were told to. One that was told and
 * then turns unready is counted on; one that cannot be asked any more either has gone.
 */
final class Draining {
  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final int LONGEST_PAGE = 4 * 1024 * 1024;

  private final String key;
  private final Application application;
  private final PodHttp http;
  private final Set<Target> told = new LinkedHashSet<>();
  private int tellings;

  Draining(String key, Application application, PodHttp http) {
    this.key = key;
    this.application = application;
    this.http = http;
  }

  String key() {
    return key;
  }

  /** Returns how many pods were told. */
  int told() {
    return tellings;
  }

  /** Tells those that have not been told, counts what is open, and returns what is left. */
  Undrained look(Environment old, DrainPlan plan) {
    int port = plan.port().orElse(old.port());
    List<Target> ready =
        old.pods().stream().map(pod -> new Target(pod.name(), pod.address(), port, true)).toList();
    var left = new Undrained();
    tell(ready, plan, left);
    plan.count().ifPresent(count -> count(ready, plan, count, left));
    return left;
  }

  private void tell(List<Target> ready, DrainPlan plan, Undrained left) {
    List<Target> untold = ready.stream().filter(pod -> !told.contains(pod)).toList();
    List<Reply> replies = ask(untold, plan, plan.method(), plan.path());
    for (int i = 0; i < untold.size(); i++) {
      String problem = problem(replies.get(i));
      if (problem.isEmpty()) {
        told.add(untold.get(i));
        tellings++;
      } else {
        left.untold(named(untold.get(i), problem));
      }
    }
  }

  private void count(List<Target> ready, DrainPlan plan, DrainPlan.Count count, Undrained left) {
    List<Target> pods = Stream.concat(ready.stream(), told.stream()).distinct().toList();
    List<Reply> replies = ask(pods, plan, "GET", count.path());
    for (int i = 0; i < pods.size(); i++) {
      Target pod = pods.get(i);
      String problem = problem(replies.get(i));
      if (problem.isEmpty()) {
        read(pod, (Reply.Answer) replies.get(i), count, left);
      } else if (replies.get(i) instanceof Reply.None && !ready.contains(pod)) {
        told.remove(pod);
      } else {
        left.uncounted(named(pod, problem));
      }
    }
  }

  private static void read(Target pod, Reply.Answer page, DrainPlan.Count count, Undrained left) {
    try {
      if (!page.whole()) {
        throw new IllegalArgumentException("has a page of more than 4 MiB");
      }
      left.open(count.gauge().sum(page.body()));
    } catch (IllegalArgumentException e) {
      left.uncounted(named(pod, e.getMessage()));
    }
  }

  private List<Reply> ask(List<Target> pods, DrainPlan plan, String method, String path) {
    return http.ask(
        pods,
        new PodHttp.Question(
            application, method, path, Map.of(), ANSWER, LONGEST_PAGE, plan.via()));
  }

  private static String named(Target pod, @Nullable String problem) {
    return pod.name() + " (" + problem + ")";
  }

  private static String problem(Reply reply) {
    if (reply instanceof Reply.None none) {
      return none.reason();
    }
    var answer = (Reply.Answer) reply;
    return answer.status() / 100 == 2 ? "" : "answered " + answer.status();
  }
}
