package io.verdigris.health.http;

import io.verdigris.http.PodHttp;
import io.verdigris.http.PodHttp.Reply;
import java.util.Map;
import java.util.Optional;

/**
 * Compares replies with what is expected.
 *
 * @param settings what is expected
 * @param headers what was sent; their values are taken out of what is told of an answer
 */
record Expectation(CheckSettings settings, Map<String, String> headers) {
  private static final int EXCERPT = 200;

  /** Tells what is wrong with a reply; empty when nothing is. */
  Optional<String> problem(PodHttp.Target target, Reply reply) {
    return wrong(reply)
        .map(what -> target.name() + ":" + target.port() + settings.path() + " " + what);
  }

  private Optional<String> wrong(Reply reply) {
    if (reply instanceof Reply.None none) {
      return Optional.of(hide(none.reason()));
    }
    var answer = (Reply.Answer) reply;
    return status(answer).or(() -> body(answer)).or(() -> latency(answer));
  }

  private Optional<String> status(Reply.Answer answer) {
    return settings.status().holds(answer.status())
        ? Optional.empty()
        : Optional.of(
            "answered "
                + answer.status()
                + ", expected "
                + settings.status()
                + excerpt(answer.body()));
  }

  private Optional<String> body(Reply.Answer answer) {
    return settings
        .contains()
        .filter(text -> !answer.body().contains(text))
        .map(text -> "lacks \"" + text + "\" in its body" + excerpt(answer.body()))
        .or(
            () ->
                settings
                    .matches()
                    .filter(regex -> !regex.matcher(answer.body()).find())
                    .map(
                        regex ->
                            "does not match \""
                                + regex
                                + "\" in its body"
                                + excerpt(answer.body())));
  }

  private Optional<String> latency(Reply.Answer answer) {
    return settings
        .maxLatency()
        .filter(limit -> answer.took().compareTo(limit) > 0)
        .map(
            limit ->
                "took "
                    + answer.took().toMillis()
                    + " ms, expected at most "
                    + limit.toMillis()
                    + " ms");
  }

  private String excerpt(String body) {
    String line = hide(body).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.isEmpty()
        ? ": no body"
        : ": " + (line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "…");
  }

  private String hide(String text) {
    String hidden = text;
    for (String value : headers.values()) {
      hidden = value.isBlank() ? hidden : hidden.replace(value.strip(), "***");
    }
    return hidden;
  }
}
