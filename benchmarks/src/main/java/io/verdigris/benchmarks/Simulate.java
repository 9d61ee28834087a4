package io.verdigris.benchmarks;

import io.verdigris.benchmarks.judging.Judging;
import io.verdigris.switcher.ingress.HttpProxyServices;
import io.verdigris.switcher.ingress.HttpRouteBackends;
import io.verdigris.switcher.ingress.IngressBackend;
import io.verdigris.testkit.simulation.Conditions;
import io.verdigris.testkit.simulation.CrashMatrix;
import io.verdigris.testkit.simulation.CrashMatrix.Case;
import io.verdigris.testkit.simulation.Directing;
import io.verdigris.testkit.simulation.Fault;
import io.verdigris.testkit.simulation.RandomRollouts;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * Plays rollouts in simulated clusters: the crash matrix, random worlds by their seeds, or one of
 * either again with all that happened in it. Without a cluster, it tries how policies judge.
 */
@Command(
    name = "simulate",
    description = "Plays rollouts in simulated clusters and says what was broken.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit status: 0 nothing was broken, 1 something was, 2 usage."})
public final class Simulate {
  private static final List<Fault> FAULTS =
      Stream.of(Fault.values()).filter(f -> f != Fault.NONE).toList();

  private static final int STORMS = 50;

  @Option(
      names = "--seed",
      description = "What everything is drawn from; default ${DEFAULT-VALUE}.",
      defaultValue = "1",
      scope = CommandLine.ScopeType.INHERIT)
  private long seed;

  @Option(
      names = "--director",
      description =
          "What directs traffic: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}; not for random"
              + " worlds.",
      defaultValue = "selector",
      scope = CommandLine.ScopeType.INHERIT)
  private Director director = Director.selector;

  /** What directs traffic, as the option says it. */
  enum Director {
    selector,
    ingress,
    httproute,
    httpproxy;

    Directing directing() {
      return switch (this) {
        case selector -> Directing.selector();
        case ingress -> Directing.ingress(IngressBackend.ID);
        case httproute -> Directing.httpRoute(HttpRouteBackends.ID);
        case httpproxy -> Directing.httpProxy(HttpProxyServices.ID);
      };
    }
  }

  private Simulate() {}

  /** Runs a command and ends the process with its exit status. */
  public static void main(String... args) {
    System.exit(new CommandLine(new Simulate()).execute(args));
  }

  private CrashMatrix matrix() {
    return new CrashMatrix(seed, Conditions.calm(), UnaryOperator.identity())
        .directedBy(director.directing());
  }

  @Command(
      description =
          "Plays each fault at each request, deaths at each pair of requests, and two processes that"
              + " race after a death at each request.")
  int matrix(
      @Option(
              names = "--part",
              description = "storms, singles, races, pairs or all; default all.",
              defaultValue = "all")
          String part,
      @Option(
              names = "--fault",
              description = "Single faults of this kind only, such as FREEZES; repeatable.")
          List<Fault> some,
      @Option(names = "--first-only", description = "Stop at the first broken case.")
          boolean firstOnly) {
    var tally = new Tally(System.out, firstOnly);
    List<Fault> faults = some == null ? FAULTS : some;
    boolean known = false;
    if (part.equals("all") || part.equals("singles")) {
      tally.cases("single faults", matrix().singles(faults));
      known = true;
    }
    if (part.equals("all") || part.equals("storms")) {
      tally.cases("storms", matrix().storms(STORMS));
      known = true;
    }
    if (part.equals("all") || part.equals("races")) {
      tally.cases("races of two", matrix().races());
      known = true;
    }
    if (part.equals("all") || part.equals("pairs")) {
      tally.cases("pairs of deaths", matrix().pairs(first -> true));
      known = true;
    }
    return known ? tally.exitStatus() : CommandLine.ExitCode.USAGE;
  }

  @Command(description = "Plays worlds that are drawn, one for each seed from --seed on.")
  int random(
      @Option(
              names = "--count",
              description = "How many; default ${DEFAULT-VALUE}.",
              defaultValue = "1000")
          int count) {
    var tally = new Tally(System.out, false);
    tally.worlds(new RandomRollouts(UnaryOperator.identity()).play(seed, count));
    return tally.exitStatus();
  }

  @Command(
      description =
          "Lets policies and the rules of peers judge drawn traffic, and prints tables of false"
              + " alarms and of detection; takes minutes.")
  int judging(
      @Option(
              names = "--runs",
              description = "How many for each scenario; default ${DEFAULT-VALUE}.",
              defaultValue = "400")
          int runs) {
    if (runs < 1) {
      throw new ParameterException(new CommandLine(this), "--runs must be at least 1");
    }
    new Judging(seed, runs).print(System.out);
    return CommandLine.ExitCode.OK;
  }

  @Command(
      description =
          "Plays one case of the matrix again and tells all that happens, such as: replay PROMOTION"
              + " DIES_AFTER@58 ANSWER_LOST@3; without a story, the world of --seed.")
  int replay(@Parameters(arity = "0..*", description = "Story and faults.") List<String> words) {
    if (words == null || words.isEmpty()) {
      var result = new RandomRollouts(UnaryOperator.identity()).replay(seed);
      System.out.println(result.trace());
      return new Tally(System.out, false).one(result.wrong());
    }
    Case played =
        CrashMatrix.parse(words.get(0), words.subList(1, words.size()))
            .orElseThrow(
                () ->
                    new ParameterException(
                        new CommandLine(this), "no case is called " + String.join(" ", words)));
    CrashMatrix.Result result = matrix().replay(played);
    System.out.println(result.trace());
    return new Tally(System.out, false).one(result.wrong());
  }
}
