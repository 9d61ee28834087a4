package io.verdigris.migrations;

import io.verdigris.migrations.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads a statement, or a part of one, from left to right. */
final class Words {
  private static final Token NOTHING = new Token(Kind.END, "", 0);

  private final List<Token> tokens;
  private int at;

  Words(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return at < tokens.size() ? tokens.get(at) : NOTHING;
  }

  Token next() {
    Token token = peek();
    at++;
    return token;
  }

  boolean isEmpty() {
    return at >= tokens.size();
  }

  /** Takes these words if they come next, all of them. */
  boolean take(String words) {
    int i = at;
    for (String word : words.split(" ", -1)) {
      if (i >= tokens.size() || !tokens.get(i++).is(word)) {
        return false;
      }
    }
    at = i;
    return true;
  }

  boolean takeAny(String... alternatives) {
    for (String words : alternatives) {
      if (take(words)) {
        return true;
      }
    }
    return false;
  }

  /** Takes a name with or without a schema; empty when none comes next. */
  Optional<String> takeName() {
    if (!peek().isName()) {
      return Optional.empty();
    }
    var name = new StringBuilder(next().name());
    while (peek().is(".")) {
      next();
      name.append('.').append(next().name());
    }
    return Optional.of(name.toString());
  }

  /** Tells whether these words come anywhere from here on, next to each other. */
  boolean has(String words) {
    var rest = new Words(tokens);
    for (rest.at = at; !rest.isEmpty(); rest.at++) {
      int here = rest.at;
      if (rest.take(words)) {
        return true;
      }
      rest.at = here;
    }
    return false;
  }

  /** Returns the first of these words that comes anywhere from here on; empty without one. */
  Optional<String> anyOf(Set<String> words) {
    var known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(words);
    return tokens.stream()
        .skip(at)
        .filter(token -> token.kind() == Kind.WORD && known.contains(token.text()))
        .map(Token::text)
        .findFirst();
  }

  /** Takes what stands in parentheses, if an opening one comes next. */
  boolean takeParentheses() {
    if (!peek().is("(")) {
      return false;
    }
    int depth = 0;
    do {
      Token token = next();
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    } while (depth > 0 && !isEmpty());
    return true;
  }

  /** Returns the rest, cut at the commas that stand in no parentheses. */
  List<Words> splitAtCommas() {
    var parts = new ArrayList<Words>();
    var part = new ArrayList<Token>();
    int depth = 0;
    for (Token token : tokens.subList(Math.min(at, tokens.size()), tokens.size())) {
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 && token.is(",")) {
        parts.add(new Words(List.copyOf(part)));
        part.clear();
      } else {
        part.add(token);
      }
    }
    parts.add(new Words(List.copyOf(part)));
    return parts;
  }
}
