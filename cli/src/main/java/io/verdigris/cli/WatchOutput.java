package io.verdigris.cli;

import io.verdigris.Application;
import io.verdigris.RolloutStatus;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;

/** Where it is told how a rollout of another process goes. */
interface WatchOutput extends AutoCloseable {

  /** Shows how it stands now. */
  void show(RolloutStatus status);

  /** Tells that it could not be read, and why. */
  void trouble(String why);

  /** Leaves the terminal as it was. */
  @Override
  default void close() {}

  /** Returns one that prints a {@code status} object for each thing that is new. */
  static WatchOutput json(PrintStream out, InstantSource clock) {
    return new WatchOutput() {
      private final News news = new News();

      @Override
      public void show(RolloutStatus status) {
        if (news.is(status, clock.instant())) {
          out.println(JsonObjects.status(status).put("at", clock.instant()));
        }
      }

      @Override
      public void trouble(String why) {
        Remark remark = Remark.of("trouble", "cannot be read, and is tried again: " + why);
        out.println(JsonObjects.remark(clock.instant(), remark));
      }
    };
  }

  /** Returns one that prints a line for each thing that is new, and all there is at the end. */
  static WatchOutput lines(PrintStream out, InstantSource clock, ZoneId zone) {
    return new WatchOutput() {
      private final News news = new News();

      @Override
      public void show(RolloutStatus status) {
        if (!Watching.isUnderWay(status)) {
          StatusText.of(status).forEach(out::println);
        } else if (news.is(status, clock.instant())) {
          out.println(Lines.time(clock.instant(), zone) + " " + StatusText.inOneLine(status));
        }
      }

      @Override
      public void trouble(String why) {
        out.println(Lines.time(clock.instant(), zone) + " cannot be read: " + Lines.clean(why));
      }
    };
  }

  /** Returns one that draws on a terminal, twice a second. */
  static WatchOutput live(Application application, LiveOutput live) {
    live.begin();
    return new WatchOutput() {
      @Override
      public void show(RolloutStatus status) {
        live.show(status);
      }

      @Override
      public void trouble(String why) {
        live.remark(Remark.of("trouble", application, "cannot be read: " + why));
      }

      @Override
      public void close() {
        live.close();
      }
    };
  }
}
