package io.verdigris.examples.deaths;

import io.verdigris.examples.deaths.Kill.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What a campaign has found.
 *
 * @param wanted how many kills there were to be
 * @param kills each kill, in order
 * @param fresh all requests on new connections, from the first to the last
 * @param kept all requests on kept connections
 * @param violations each time that the live colour was found scaled down
 */
record CampaignResult(
    int wanted, List<Kill> kills, Requests fresh, Requests kept, List<String> violations) {
  static final String HEAD =
      String.format(
          "%3s  %-16s %7s  %-16s  %-11s  %13s  %13s  %9s",
          "",
          "killed in",
          "after",
          "by the ledger",
          "end",
          "new lost/sent",
          "kept lost/sent",
          "resumed");

  /** Copies the lists. */
  CampaignResult {
    kills = List.copyOf(kills);
    violations = List.copyOf(violations);
  }

  /** Tells whether nothing was lost and all ended as they should. */
  boolean good() {
    return kills.size() == wanted
        && fresh.lost() == 0
        && kept.lost() == 0
        && violations.isEmpty()
        && kills.stream().allMatch(kill -> kill.wrong().isEmpty());
  }

  /** Returns a kill as a line below {@link #HEAD}. */
  static String line(int number, Kill kill) {
    return String.format(
        Locale.ROOT,
        "%3d  %-16s %4d ms  %-16s  %-11s  %13s  %14s  %7.2f s%s",
        number,
        kill.aimed(),
        kill.delay().toMillis(),
        kill.died(),
        kill.ended(),
        kill.fresh().lost() + "/" + kill.fresh().sent(),
        kill.kept().lost() + "/" + kill.kept().sent(),
        seconds(kill.resumed()),
        kill.wrong().isEmpty() ? "" : "  WRONG: " + kill.wrong());
  }

  /** Returns what it all comes to. */
  List<String> summary() {
    var lines = new ArrayList<String>();
    long wrong = kills.stream().filter(kill -> !kill.wrong().isEmpty()).count();
    lines.add("killed:                   " + kills.size() + " of " + wanted);
    lines.add("wrong ends:               " + share(wrong, kills.size()));
    lines.add("lost on new connections:  " + share(fresh.lost(), fresh.sent()));
    lines.add("lost on kept connections: " + share(kept.lost(), kept.sent()));
    lines.add("live colour scaled down:  " + (violations.isEmpty() ? "never" : violations));
    lines.add("resumed after:            " + times(Kill::resumed));
    lines.add(
        "(from the start of the next process until it says that its name is in the ledger, its"
            + " first write there; it waits out the dead one's Lease of 15 s before)");
    return lines;
  }

  /** What was never seen may still happen; three in so many is the bound at 95 %. */
  static String share(long bad, long all) {
    String share = String.format(Locale.ROOT, "%,d of %,d", bad, all);
    return bad > 0 || all == 0
        ? share
        : share + String.format(Locale.ROOT, " (below %.2g at 95 %%)", Math.min(1, 3.0 / all));
  }

  private String times(Function<Kill, Duration> time) {
    double[] sorted =
        kills.stream().map(time).mapToDouble(CampaignResult::seconds).sorted().toArray();
    return sorted.length == 0
        ? "-"
        : String.format(
            Locale.ROOT,
            "min %.2f s, median %.2f s, max %.2f s",
            sorted[0],
            sorted[sorted.length / 2],
            sorted[sorted.length - 1]);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
