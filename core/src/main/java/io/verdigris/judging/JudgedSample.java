package io.verdigris.judging;

import io.verdigris.spi.Evidence.Stretch;
import io.verdigris.spi.Judgement;
import io.verdigris.spi.Sample;
import io.verdigris.spi.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One look at the new colour and what was made of it: the details of a {@code SAMPLE} event.
 *
 * @param watched for how long the phase had watched it
 * @param answer what the source of metrics answered; empty when there is none
 * @param counted all that was counted since the first reading after the switch
 * @param beside what both colours did since the sample before, while both have traffic
 * @param desired how many replicas it shall have
 * @param ready how many were ready
 * @param restarts how often containers of its pods had restarted since the switch
 * @param opinions what each policy made of it, in their order; empty where traffic was only being
 *     confirmed, and no policy was asked
 */
public record JudgedSample(
    Duration watched,
    Optional<Sample> answer,
    Window counted,
    Optional<Stretch> beside,
    int desired,
    int ready,
    int restarts,
    List<Opinion> opinions) {
  /** What judges a colour of which no pod is ready, or none is asked for: no policy is asked. */
  public static final String READINESS = "readiness";

  /** What judges that nothing is seen, beside the policies. */
  public static final String BLINDNESS = "blindness";

  private static final String OLD = "beside.old";
  private static final String NEW = "beside.new";

  /** Copies the opinions. */
  public JudgedSample {
    opinions = List.copyOf(opinions);
  }

  /** Returns the worst of the opinions; empty when there is none. */
  public Optional<Judgement> judgement() {
    return opinions.isEmpty() ? Optional.empty() : Optional.of(Opinion.worst(opinions));
  }

  /**
   * Returns the event's details: {@code requests}, {@code errors} and {@code counted}, which is the
   * same with its length and buckets as {@link WindowText}; {@code answer} with its {@code reason}
   * where it has one; {@code beside.old} and {@code beside.new} while both have traffic; {@code
   * ready}, {@code desired}, {@code restarts}, {@code watched}; the verdict as {@code judgement}
   * with its {@code why}, and each opinion as {@code opinion.00} and so on.
   */
  public SortedMap<String, String> details() {
    SortedMap<String, String> out = new TreeMap<>();
    out.put("requests", Long.toString(counted.requests()));
    out.put("errors", Long.toString(counted.errors()));
    out.put("counted", WindowText.write(counted));
    out.put("answer", Answers.name(answer));
    Answers.reason(answer).ifPresent(reason -> out.put("reason", reason));
    beside.ifPresent(
        stretch -> {
          out.put(OLD, WindowText.write(stretch.oldColour()));
          out.put(NEW, WindowText.write(stretch.newColour()));
        });
    out.put("ready", Integer.toString(ready));
    out.put("desired", Integer.toString(desired));
    out.put("restarts", Integer.toString(restarts));
    out.put("watched", watched.toString());
    judgement()
        .ifPresent(
            judgement -> {
              out.put("judgement", judgement.verdict().name());
              out.put("why", judgement.why());
            });
    for (int i = 0; i < opinions.size(); i++) {
      out.put(Details.indexed("opinion", i), opinions.get(i).text());
    }
    return out;
  }

  /**
   * Reads an event's details; of the counters of a {@link Sample.Value} their sum is left.
   *
   * @throws IllegalArgumentException naming field, value and rule
   */
  public static JudgedSample of(Map<String, String> details) {
    var in = new Details(details);
    Window counted = in.window("counted");
    return new JudgedSample(
        in.duration("watched"),
        Answers.read(in, counted),
        counted,
        details.containsKey(OLD)
            ? Optional.of(new Stretch(in.window(OLD), in.window(NEW)))
            : Optional.empty(),
        in.number("desired"),
        in.number("ready"),
        in.number("restarts"),
        in.list("opinion", Opinion::of));
  }
}
