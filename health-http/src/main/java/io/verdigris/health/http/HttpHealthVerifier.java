package io.verdigris.health.http;

import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import io.verdigris.http.PodHttp;
import io.verdigris.spi.Admission;
import io.verdigris.spi.Environment;
import io.verdigris.spi.Environment.Pod;
import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.PodProxy;
import io.verdigris.spi.Progress;
import io.verdigris.spi.Settings;
import io.verdigris.spi.Verification;
import io.verdigris.spi.VerifyRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The verifier {@code http}; {@link HttpCheck} documents it. */
final class HttpHealthVerifier implements HealthVerifier {
  private static final int BODY_LIMIT = 64 * 1024;

  private final PodHttp http;
  private final Function<String, @Nullable String> environment;

  HttpHealthVerifier(
      Supplier<PodProxy> proxy, Function<String, @Nullable String> environmentVariables) {
    this.http = new PodHttp(proxy);
    this.environment = environmentVariables;
  }

  @Override
  public Progress<Verification> verify(VerifyRequest request) {
    CheckSettings settings = Settings.underWay(() -> CheckSettings.parse(request.settings()));
    Map<String, String> headers = Settings.underWay(() -> settings.headers(environment));
    List<PodHttp.Target> targets = targets(request, settings);
    if (targets.isEmpty()) {
      return Progress.waiting("no pod is ready to be checked", settings.interval());
    }
    Optional<String> problem = problem(targets, request, settings, headers);
    if (problem.isPresent()) {
      return Progress.waiting(problem.get(), settings.interval());
    }
    int passed = 1 + Streak.passed(request.memo(), request.environment().pods());
    return passed >= settings.successes()
        ? Progress.done(verification(targets, settings))
        : Progress.waiting(
            passed + " of " + settings.successes() + " checks in a row passed",
            settings.interval(),
            Streak.memo(passed, request.environment().pods()));
  }

  @Override
  public Admission admit(RolloutSpec spec, Map<String, String> values) {
    CheckSettings settings = CheckSettings.parse(values);
    Map<String, String> headers = settings.headers(environment);
    String in = spec.application().namespace() + "/";
    var call =
        new PlannedCall(
            Phase.VERIFY,
            "GET",
            settings.service()
                ? "Service " + in + spec.application().service() + "-*"
                : "Pod " + in + "*",
            "check " + settings.path() + " of the new colour");
    Admission way =
        settings.service()
            ? Admission.granted()
            : http.admit(spec.application(), settings.via(), "GET", headers.keySet());
    return new Admission(way.findings(), List.of(call), way.permissions(), way.notes(), 0);
  }

  private static List<PodHttp.Target> targets(VerifyRequest request, CheckSettings settings) {
    Environment colour = request.environment();
    int port = settings.port().orElse(colour.port());
    if (settings.service()) {
      String host = colour.service() + "." + request.context().application().namespace() + ".svc";
      return List.of(new PodHttp.Target(colour.service(), host, port, false));
    }
    return colour.pods().stream()
        .map(pod -> new PodHttp.Target(pod.name(), pod.address(), port, true))
        .toList();
  }

  /** Asks all and tells the first thing that is wrong, and how many others are not right either. */
  private Optional<String> problem(
      List<PodHttp.Target> targets,
      VerifyRequest request,
      CheckSettings settings,
      Map<String, String> headers) {
    var question =
        new PodHttp.Question(
            request.context().application(),
            "GET",
            settings.path(),
            headers,
            settings.timeout(),
            BODY_LIMIT,
            settings.via());
    List<PodHttp.Reply> replies = http.ask(targets, question);
    var expected = new Expectation(settings, headers);
    List<String> problems =
        IntStream.range(0, targets.size())
            .mapToObj(i -> expected.problem(targets.get(i), replies.get(i)))
            .flatMap(Optional::stream)
            .toList();
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(problems.get(0) + others(problems.size() - 1, targets.size()));
  }

  private static String others(int failed, int all) {
    return failed == 0 ? "" : "; and " + failed + " more of " + all;
  }

  private static Verification verification(List<PodHttp.Target> targets, CheckSettings settings) {
    return new Verification(
        "GET "
            + settings.path()
            + " passed "
            + settings.successes()
            + " times in a row at "
            + (settings.service() ? targets.get(0).name() : targets.size() + " pods"));
  }

  /** How many checks in a row have passed with the same pods, kept in the memo. */
  private static final class Streak {
    static String memo(int passed, List<Pod> pods) {
      return passed + "@" + pods(pods);
    }

    static int passed(String memo, List<Pod> pods) {
      String[] parts = memo.split("@", 2);
      return parts.length == 2 && parts[1].equals(pods(pods)) && parts[0].matches("\\d{1,4}")
          ? Integer.parseInt(parts[0])
          : 0;
    }

    private static String pods(List<Pod> pods) {
      return Integer.toHexString(pods.stream().map(Pod::name).sorted().toList().hashCode());
    }
  }
}
