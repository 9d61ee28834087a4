package io.verdigris.http;

import io.verdigris.Application;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.ProviderSelectionException;
import io.verdigris.VerdigrisException;
import io.verdigris.spi.Admission;
import io.verdigris.spi.PodProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks many at once over HTTP/1.1: straight, or through the pod proxy. Safe for use by several
 * threads.
 */
public final class PodHttp {
  private static final Duration CONNECT = Duration.ofMillis(1500);
  private static final int PROXIED_AT_ONCE = 16;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();
  private final Executor proxied = daemons();
  private final Supplier<PodProxy> proxy;

  /** Makes one; the proxy is looked for when it is first needed. */
  public PodHttp(Supplier<PodProxy> proxy) {
    this.proxy = proxy;
  }

  /**
   * Whom to ask: a pod, or something else that has an address only.
   *
   * @param name the pod's name
   * @param host its address
   * @param port its port
   * @param isPod whether the proxy can reach it too
   */
  public record Target(String name, String host, int port, boolean isPod) {
    private URI uri(String path) {
      return URI.create(
          "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + path);
    }
  }

  /**
   * What to ask.
   *
   * @param application whose pods these are
   * @param method the method, such as GET; a request has no body
   * @param path the path with its query, beginning with a slash
   * @param headers request headers
   * @param timeout of one answer
   * @param limit how many bytes of a body are read at most
   * @param via how the pods are reached; never through the proxy with {@link #credentials}
   */
  public record Question(
      Application application,
      String method,
      String path,
      Map<String, String> headers,
      Duration timeout,
      int limit,
      Via via) {

    /** Returns the first of its headers that the API server would take for its own. */
    public Optional<String> credentials() {
      return PodHttp.credentials(headers.keySet());
    }
  }

  /** What came: an answer, or the reason why there is none. */
  public sealed interface Reply {
    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param body the body, cut at the limit
     * @param whole whether that is all of it
     * @param took how long it took
     */
    record Answer(int status, String body, boolean whole, Duration took) implements Reply {}

    /**
     * No answer.
     *
     * @param reason why
     */
    record None(String reason) implements Reply {}
  }

  /**
   * Returns the first of these header names that must not go through the API server: it would act
   * on the header itself, with or as somebody else, instead of with its caller's credential.
   */
  public static Optional<String> credentials(Collection<String> headers) {
    return headers.stream()
        .filter(
            name -> {
              String lower = name.toLowerCase(Locale.ROOT);
              return lower.equals("authorization") || lower.startsWith("impersonate-");
            })
        .findFirst();
  }

  /**
   * Says what is against reaching pods so, and which rights it needs. Where the proxy is only a
   * last resort, what it lacks is a note.
   *
   * @param method the method
   * @param headers the names of the headers to be sent
   */
  public Admission admit(
      Application application, Via via, String method, Collection<String> headers) {
    Optional<String> credentials = credentials(headers);
    if (via == Via.DIRECT) {
      return Admission.granted();
    } else if (credentials.isPresent()) {
      return noted(
          List.of(), "the API server would take header " + credentials.get() + " for its own");
    }
    Admission way = way(application, method);
    return via == Via.PROXY || way.findings().isEmpty()
        ? way
        : noted(way.permissions(), way.findings().get(0).toString());
  }

  private Admission way(Application application, String method) {
    try {
      return proxy.get().admit(application, method);
    } catch (ProviderSelectionException e) {
      return Admission.refused(
          List.of(
              new Finding(
                  "via", "proxy", String.valueOf(e.getMessage()), "add one or set via to direct")));
    }
  }

  private static Admission noted(List<Permission> permissions, String why) {
    String note = "pods whose address cannot be connected are not asked: " + why;
    return new Admission(List.of(), List.of(), permissions, List.of(note), 0);
  }

  /** Asks all at once and returns the replies in the same order. */
  public List<Reply> ask(List<Target> targets, Question question) {
    List<CompletableFuture<Reply>> replies =
        targets.stream()
            .map(
                target ->
                    ask(target, question).exceptionally(e -> new Reply.None(reason(e, question))))
            .toList();
    try {
      CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VerdigrisException("interrupted while waiting for the answers of pods", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return replies.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<Reply> ask(Target target, Question question) {
    if (question.via() == Via.PROXY) {
      return proxied(target, question);
    }
    CompletableFuture<Reply> straight = straight(target, question);
    return question.via() == Via.DIRECT || !target.isPod()
        ? straight
        : straight.exceptionallyCompose(
            e ->
                notConnected(cause(e))
                    ? proxied(target, question)
                        .exceptionally(
                            p -> new Reply.None(reason(e, question) + "; " + reason(p, question)))
                    : CompletableFuture.failedFuture(e));
  }

  private CompletableFuture<Reply> straight(Target target, Question question) {
    var request =
        HttpRequest.newBuilder(target.uri(question.path()))
            .method(question.method(), BodyPublishers.noBody())
            .timeout(question.timeout());
    question.headers().forEach(request::header);
    long begun = System.nanoTime();
    var exchange = client.sendAsync(request.build(), info -> new BoundedBody(question.limit()));
    return exchange
        .<Reply>thenApply(
            r -> new Reply.Answer(r.statusCode(), r.body().text(), r.body().whole(), since(begun)))
        .orTimeout(question.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (reply, e) -> {
              if (e != null) {
                exchange.cancel(true);
              }
            });
  }

  private CompletableFuture<Reply> proxied(Target target, Question question) {
    Optional<String> credentials = question.credentials();
    if (credentials.isPresent()) {
      return CompletableFuture.failedFuture(
          new IOException(
              "it is not asked through the API server, which would take header "
                  + credentials.get()
                  + " for its own"));
    }
    return CompletableFuture.supplyAsync(() -> throughProxy(target, question), proxied)
        .orTimeout(question.timeout().toNanos(), TimeUnit.NANOSECONDS);
  }

  private Reply throughProxy(Target target, Question question) {
    long begun = System.nanoTime();
    try {
      PodProxy.Answer answer =
          proxy
              .get()
              .send(
                  question.application(),
                  question.method(),
                  target.name(),
                  target.port(),
                  question.path(),
                  question.headers(),
                  question.timeout());
      String body = answer.body();
      boolean whole = body.getBytes(StandardCharsets.UTF_8).length <= question.limit();
      String kept = body.substring(0, Math.min(body.length(), question.limit()));
      return new Reply.Answer(answer.status(), whole ? body : kept, whole, since(begun));
    } catch (IOException e) {
      throw new UncheckedIOException("through the pod proxy: " + e.getMessage(), e);
    }
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static boolean notConnected(Throwable e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  private static Throwable cause(Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  private static String reason(Throwable thrown, Question question) {
    Throwable e = cause(thrown);
    if (notConnected(e)) {
      return "cannot be connected" + (e.getMessage() == null ? "" : ": " + e.getMessage());
    } else if (e instanceof TimeoutException || e instanceof HttpTimeoutException) {
      return "no answer within " + question.timeout().toMillis() + " ms";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** A few threads that end when idle, for the proxy's blocking calls. */
  private static Executor daemons() {
    var pool =
        new ThreadPoolExecutor(
            PROXIED_AT_ONCE,
            PROXIED_AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              var thread = new Thread(task, "verdigris-pod-proxy");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
