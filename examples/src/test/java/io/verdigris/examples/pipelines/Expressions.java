package io.verdigris.examples.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates what GitHub's documentation calls expressions, as far as the workflow here uses them:
 * properties, texts, {@code !}, {@code ==}, {@code !=}, {@code &&}, {@code ||} and calls. Anything
 * else is an error. Values are texts; empty and {@code false} do not hold.
 */
final class Expressions {
  private static final Pattern EMBEDDED = Pattern.compile("\\$\\{\\{(.*?)}}");
  private static final Pattern TOKEN =
      Pattern.compile("\\s*('(?:[^']|'')*'|[\\w.-]+|==|!=|&&|\\|\\||[!(),])");
  private static final Set<String> OF_STATUS = Set.of("success", "always", "failure", "cancelled");

  private final Map<String, ?> contexts;
  private final BiFunction<String, List<String>, String> functions;

  /**
   * Makes one.
   *
   * @param contexts what properties are read from: maps in maps, at the end of them values
   * @param functions answers a call by name and arguments
   */
  Expressions(Map<String, ?> contexts, BiFunction<String, List<String>, String> functions) {
    this.contexts = contexts;
    this.functions = functions;
  }

  /** Replaces each <code>${{ … }}</code> in a text. */
  String fill(String text) {
    return EMBEDDED
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(evaluate(found.group(1))));
  }

  /** Tells whether a condition holds; one without a function of the status means success too. */
  boolean holds(String condition) {
    Matcher whole = EMBEDDED.matcher(condition);
    String bare = whole.matches() ? whole.group(1) : condition;
    boolean asksStatus = OF_STATUS.stream().anyMatch(name -> bare.contains(name + "()"));
    boolean may = asksStatus || isTrue(functions.apply("success", List.of()));
    return may && (bare.isBlank() || isTrue(evaluate(bare)));
  }

  private static boolean isTrue(String value) {
    return !value.isEmpty() && !value.equals("false");
  }

  private String evaluate(String expression) {
    return new Parser(expression).whole();
  }

  /** One expression, by recursive descent. */
  private final class Parser {
    private final List<String> tokens = new ArrayList<>();
    private int next;

    Parser(String expression) {
      Matcher matcher = TOKEN.matcher(expression);
      int at = 0;
      while (!expression.substring(at).isBlank()) {
        if (!matcher.find(at) || matcher.start() != at) {
          throw new IllegalArgumentException("cannot read: " + expression.substring(at));
        }
        tokens.add(matcher.group(1));
        at = matcher.end();
      }
    }

    private String whole() {
      String value = or();
      if (next < tokens.size()) {
        throw new IllegalArgumentException("not understood: " + tokens.get(next));
      }
      return value;
    }

    private boolean take(String token) {
      boolean is = next < tokens.size() && tokens.get(next).equals(token);
      next += is ? 1 : 0;
      return is;
    }

    private String or() {
      String value = and();
      while (take("||")) {
        String other = and();
        value = isTrue(value) ? value : other;
      }
      return value;
    }

    private String and() {
      String value = equality();
      while (take("&&")) {
        String other = equality();
        value = isTrue(value) ? other : value;
      }
      return value;
    }

    private String equality() {
      String value = unary();
      if (take("==")) {
        return String.valueOf(value.equalsIgnoreCase(unary()));
      }
      return take("!=") ? String.valueOf(!value.equalsIgnoreCase(unary())) : value;
    }

    private String unary() {
      return take("!") ? String.valueOf(!isTrue(unary())) : primary();
    }

    private String primary() {
      if (take("(")) {
        return closed(or());
      }
      String token = tokens.get(next++);
      if (token.startsWith("'")) {
        return token.substring(1, token.length() - 1).replace("''", "'");
      }
      return take("(") ? call(token) : property(token);
    }

    private String closed(String value) {
      if (!take(")")) {
        throw new IllegalArgumentException("a ) is missing in " + tokens);
      }
      return value;
    }

    private String call(String name) {
      var arguments = new ArrayList<String>();
      while (!take(")")) {
        arguments.add(or());
        take(",");
      }
      return functions.apply(name, arguments);
    }

    private String property(String path) {
      @Nullable Object value = contexts;
      for (String name : path.split("\\.", -1)) {
        value = value instanceof Map<?, ?> map ? map.get(name) : null;
      }
      return value == null ? "" : value.toString();
    }
  }
}
