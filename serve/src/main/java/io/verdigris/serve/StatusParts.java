package io.verdigris.serve;

import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.RolloutStatus;
import io.verdigris.report.Markup;
import io.verdigris.spi.Topology;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes how one application stands. */
final class StatusParts {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final List<Phase> BACK =
      List.of(Phase.ROLL_BACK, Phase.CONFIRM_ROLLBACK, Phase.CLEAN_UP, Phase.ROLLED_BACK);

  private final Markup out;
  private final RolloutStatus status;

  StatusParts(Markup out, RolloutStatus status) {
    this.out = out;
    this.status = status;
  }

  void write() {
    out.open("header").element("h1", status.application().toString());
    live(out, status);
    badge(out, status);
    out.close();
    phases();
    status.asked().ifPresent(asked -> notice("asked", asked + "; that is not answered yet"));
    status.waitingFor().ifPresent(what -> notice("waiting", "waits for: " + what));
    status.reason().ifPresent(why -> notice("because", "because: " + why));
    status.problems().forEach(problem -> notice("bad", "problem: " + problem));
    colours();
    facts();
  }

  private void notice(String style, String text) {
    out.element("p", text, "class", "notice " + style);
  }

  static void live(Markup out, RolloutStatus status) {
    status
        .live()
        .ifPresentOrElse(
            colour -> out.element("b", colour.label(), "class", Pages.style(colour)),
            () -> out.element("b", both(status) ? "both" : "none", "class", "chip"));
  }

  private static boolean both(RolloutStatus status) {
    return status.phase().filter(p -> p == Phase.SHIFT || p == Phase.COMPARE).isPresent();
  }

  static void badge(Markup out, RolloutStatus status) {
    String phase = status.phase().map(Enum::name).orElse("no rollout yet");
    out.element("span", phase, "class", "badge " + word(phase));
  }

  private static String word(String phase) {
    return phase.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "-");
  }

  /** Returns what matters most. */
  static String inShort(RolloutStatus status) {
    return status
        .asked()
        .or(() -> status.problems().stream().findFirst().map(p -> "problem: " + p))
        .or(() -> status.waitingFor().map(what -> "waits for: " + what))
        .or(status::reason)
        .orElse("");
  }

  private void phases() {
    if (status.phase().isEmpty()) {
      return;
    }
    Phase now = status.phase().get();
    List<Phase> way = way(now);
    int at = way.indexOf(now);
    out.open("ol", "class", "phases");
    for (int i = 0; i < way.size(); i++) {
      String style = i < at ? "done" : i > at ? "ahead" : now.isFinal() ? "end" : "now";
      out.element("li", way.get(i).name(), "class", style + " " + word(way.get(i).name()));
    }
    out.close();
  }

  /** Steps and comparisons are shown only while they last, ends without a way by themselves. */
  private static List<Phase> way(Phase now) {
    if (BACK.contains(now)) {
      return BACK;
    }
    var way = new ArrayList<>(Phase.FORWARD);
    if (now == Phase.SHIFT) {
      way.add(way.indexOf(Phase.PROMOTE), now);
    } else if (now == Phase.COMPARE) {
      way.add(way.indexOf(Phase.DECOMMISSION), now);
    }
    return way.contains(now) ? way : List.of(now);
  }

  private void colours() {
    out.open("div", "class", "colours");
    for (Colour colour : Colour.values()) {
      Topology.Size size = status.colours().get(colour);
      if (size != null) {
        out.open("div", "class", "card colour " + colour.label());
        out.open("h2").text(colour.label());
        if (status.live().filter(colour::equals).isPresent()) {
          out.element("small", "live");
        }
        out.close();
        out.element("p", size.ready() + " of " + size.desired() + " ready");
        out.element("p", size.images(), "class", "code");
        out.close();
      }
    }
    out.close();
  }

  private void facts() {
    out.open("dl", "class", "facts");
    status.rollout().ifPresent(rollout -> fact("rollout", rollout));
    status.since().ifPresent(at -> fact("in this phase since", MOMENT.format(at)));
    boolean underWay = status.phase().filter(phase -> !phase.isFinal()).isPresent();
    if (underWay) {
      String alive = status.ownerAlive() ? "" : ", which shows no sign of life";
      fact("driven by", status.owner().map(owner -> owner + alive).orElse("nobody"));
    }
    fact("epoch", Long.toString(status.epoch()));
    out.close();
  }

  private void fact(String name, String value) {
    out.open("div").element("dt", name).element("dd", value).close();
  }
}
