package io.verdigris.metrics.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Selects series by name and labels, written as in PromQL: {@code name{label="x",other=~"5.."}}.
 *
 * @param name the metric's name
 * @param conditions all must hold
 */
record Selector(String name, List<Condition> conditions) {
  private static final Pattern WHOLE =
      Pattern.compile("\\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?:\\{(.*)}\\s*)?");
  private static final Pattern CONDITION =
      Pattern.compile(
          "\\s*([a-zA-Z_]\\w*)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:,|$)");

  /** One condition on a label; a label that is not there is empty. */
  record Condition(String label, String operator, String value) {
    boolean holds(String found) {
      boolean equal = operator.endsWith("~") ? found.matches(value) : found.equals(value);
      return equal != operator.startsWith("!");
    }

    /** Tells whether only series of one Service can fulfil it once that is filled in. */
    boolean tellsService() {
      return !operator.startsWith("!") && value.contains("$service");
    }

    /** Fills in a Service; both names are DNS labels, without any sign of regular expressions. */
    Condition with(String namespace, String service) {
      return new Condition(
          label, operator, value.replace("$namespace", namespace).replace("$service", service));
    }

    @Override
    public String toString() {
      String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      return label + operator + "\"" + escaped + "\"";
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Selector parse(String text) {
    Matcher whole = WHOLE.matcher(text);
    if (!whole.matches()) {
      throw new IllegalArgumentException("no selector");
    }
    List<Condition> conditions = new ArrayList<>();
    String rest = whole.group(2) == null ? "" : whole.group(2).strip();
    Matcher each = CONDITION.matcher(rest);
    int end = 0;
    for (; end < rest.length() && each.find() && each.start() == end; end = each.end()) {
      conditions.add(condition(each.group(1), each.group(2), unescaped(each.group(3))));
    }
    if (end < rest.length()) {
      throw new IllegalArgumentException("no condition");
    }
    return new Selector(whole.group(1), List.copyOf(conditions));
  }

  private static Condition condition(String label, String operator, String value) {
    if (operator.endsWith("~")) {
      Pattern.compile(value);
    }
    return new Condition(label, operator, value);
  }

  private static String unescaped(String text) {
    return Pattern.compile("\\\\(.)")
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(m.group(1).equals("n") ? "\n" : m.group(1)));
  }

  /** Tells whether it selects this series. */
  boolean matches(Series series) {
    return name.equals(series.name())
        && conditions.stream().allMatch(c -> c.holds(series.labels().getOrDefault(c.label(), "")));
  }

  /** Returns it with more conditions. */
  Selector and(List<Condition> more) {
    List<Condition> all = new ArrayList<>(conditions);
    all.addAll(more);
    return new Selector(name, List.copyOf(all));
  }

  /** Returns it in PromQL. */
  @Override
  public String toString() {
    return name
        + conditions.stream().map(Condition::toString).collect(Collectors.joining(",", "{", "}"));
  }
}
