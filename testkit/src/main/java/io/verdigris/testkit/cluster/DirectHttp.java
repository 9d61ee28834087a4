package io.verdigris.testkit.cluster;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpHeaders;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardHttpRequest.BodyContent;
import io.fabric8.kubernetes.client.http.StandardHttpRequest.StringBodyContent;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.fabric8.kubernetes.client.http.WebSocketUpgradeResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The Kubernetes client's way to a server in the same thread: each request is answered before the
 * call that sends it returns, so nothing depends on how threads are scheduled.
 */
final class DirectHttp
    extends StandardHttpClient<DirectHttp, DirectHttp.Factory, DirectHttp.Builder> {

  /** What answers. */
  interface Server {
    Wire.Response handle(ApiRequest request) throws IOException;

    DirectWatch watch(ApiRequest request, WebSocket.Listener listener);
  }

  private final Server server;

  private DirectHttp(Builder builder, Server server, AtomicBoolean closed) {
    super(builder, closed);
    this.server = server;
  }

  /** Makes clients of one server. */
  record Factory(Server server) implements HttpClient.Factory {
    @Override
    public Builder newBuilder() {
      return new Builder(this);
    }
  }

  /** Makes a client. */
  static final class Builder extends StandardHttpClientBuilder<DirectHttp, Factory, Builder> {
    Builder(Factory factory) {
      super(factory);
    }

    @Override
    public DirectHttp build() {
      AtomicBoolean closed = client == null ? new AtomicBoolean() : client.getClosed();
      return new DirectHttp(this, clientFactory.server(), closed);
    }

    @Override
    protected Builder newInstance(Factory factory) {
      return new Builder(factory);
    }
  }

  @Override
  public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
      StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    try {
      Wire.Response response = server.handle(read(request, request.method()));
      return CompletableFuture.completedFuture(new Answer(request, response, consumer));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
      StandardWebSocketBuilder builder, WebSocket.Listener listener) {
    StandardHttpRequest request = builder.asHttpRequest();
    DirectWatch watch = server.watch(read(request, "GET"), listener);
    listener.onOpen(watch);
    return CompletableFuture.completedFuture(
        new WebSocketResponse(new WebSocketUpgradeResponse(request, 101), watch));
  }

  private static ApiRequest read(StandardHttpRequest request, String method) {
    var headers = new HashMap<String, String>();
    request
        .headers()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    if (request.getContentType() != null) {
      headers.put("content-type", request.getContentType());
    }
    URI uri = request.uri();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new ApiRequest(method, uri.getRawPath() + query, headers, text(request.body()));
  }

  private static String text(BodyContent body) {
    if (body == null) {
      return "";
    }
    if (body instanceof StringBodyContent text) {
      return text.getContent();
    }
    throw new IllegalArgumentException("a body of " + body.getClass() + " cannot be read");
  }

  @Override
  protected void doClose() {
    // there is nothing to let go of
  }

  /** An answer whose body is there as a whole. */
  private static final class Answer extends StandardHttpHeaders
      implements HttpResponse<AsyncBody>, AsyncBody {
    private final HttpRequest request;
    private final Wire.Response response;
    private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private boolean consumed;

    Answer(
        HttpRequest request,
        Wire.Response response,
        AsyncBody.Consumer<List<ByteBuffer>> consumer) {
      super(headers(response.headers()));
      this.request = request;
      this.response = response;
      this.consumer = consumer;
    }

    private static Map<String, List<String>> headers(Map<String, String> headers) {
      var all = new HashMap<String, List<String>>();
      headers.forEach((name, value) -> all.put(name, List.of(value)));
      return all;
    }

    @Override
    public int code() {
      return response.status();
    }

    @Override
    public AsyncBody body() {
      return this;
    }

    @Override
    public HttpRequest request() {
      return request;
    }

    @Override
    public Optional<HttpResponse<?>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public void consume() {
      if (consumed) {
        done.complete(null);
        return;
      }
      consumed = true;
      byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
      try {
        consumer.consume(List.of(ByteBuffer.wrap(bytes)), this);
        done.complete(null);
      } catch (Exception e) {
        done.completeExceptionally(e);
      }
    }

    @Override
    public CompletableFuture<Void> done() {
      return done;
    }

    @Override
    public void cancel() {
      done.cancel(false);
    }
  }
}
