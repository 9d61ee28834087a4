package io.verdigris.migrations;

import io.verdigris.migrations.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A script of SQL and what is to be said of it.
 *
 * <p>Only what is known to be safe is {@link Effect#EXPAND}; a statement that is not understood is
 * {@link Effect#UNKNOWN}. A comment such as {@code -- verdigris: expand because nobody uses the
 * table} right before a statement lets it run all the same; {@code -- verdigris: contract} anywhere
 * says that the whole script takes away what an earlier version used.
 *
 * @param contract whether it is marked as contracting
 * @param verdicts of each statement, in order
 * @param wrong comments that speak to Verdigris but cannot be understood, with what is wrong
 */
public record SqlScript(boolean contract, List<Verdict> verdicts, List<String> wrong) {
  /** Copies the lists. */
  public SqlScript {
    verdicts = List.copyOf(verdicts);
    wrong = List.copyOf(wrong);
  }

  /** Judges a script. Any text can be judged. */
  public static SqlScript judge(Dialect dialect, String text) {
    return new Reading(dialect).read(text);
  }

  /** Returns the statements that keep it from running. */
  public List<Verdict> refused() {
    return verdicts.stream().filter(verdict -> !verdict.isAllowed(contract)).toList();
  }

  /** Puts statements together, and what the comments before them say. */
  private static final class Reading {
    private final Dialect dialect;
    private final StatementRules rules;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private String because = "";
    private boolean contract;
    private int lastEnd;

    Reading(Dialect dialect) {
      this.dialect = dialect;
      this.rules = new StatementRules(dialect);
    }

    SqlScript read(String text) {
      for (Token token : Scanner.scan(dialect, text)) {
        if (token.kind() == Kind.COMMENT) {
          Marker.of(token.text()).ifPresent(marker -> take(token, marker));
        } else if (token.kind() == Kind.END) {
          lastEnd = token.line();
          end();
        } else {
          tokens.add(token);
        }
      }
      end();
      if (!because.isEmpty()) {
        wrong.add("\"because " + because + "\": no statement comes after it");
      }
      return new SqlScript(contract, verdicts, wrong);
    }

    private void take(Token comment, Marker marker) {
      contract |= marker.contract();
      String problem =
          !marker.because().isEmpty() && comment.line() == lastEnd
              ? "stands behind its statement, but must stand on a line before it"
              : marker.wrong();
      if (problem.isEmpty()) {
        because = marker.because().isEmpty() ? because : marker.because();
      } else {
        wrong.add(
            "line " + comment.line() + ": \"" + Statement.shown(comment.text()) + "\" " + problem);
      }
    }

    private void end() {
      if (!tokens.isEmpty()) {
        verdicts.add(rules.judge(new Statement(tokens, text(), because)));
        because = "";
        tokens.clear();
      }
    }

    private String text() {
      var text = new StringBuilder();
      String last = "(";
      for (Token token : tokens) {
        boolean tight = "(.:".contains(last) || ",).(:".contains(token.text());
        text.append(tight ? "" : " ").append(token.text());
        last = token.text();
      }
      return text.toString();
    }
  }
}
