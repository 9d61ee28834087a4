package io.verdigris.benchmarks.peers;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.verdigris.benchmarks.process.RequestKind;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Notes every request of a client, watches too. Safe for use by several threads. */
final class RequestLog implements Interceptor {
  private final List<Noted> calls = new ArrayList<>();

  /** A request keeps its address, but not its id, from one call to the next. */
  private record Noted(String method, URI uri, Call call) {
    boolean awaits(HttpRequest request) {
      boolean unanswered = call.answered().equals(call.sent());
      return unanswered && method.equals(request.method()) && uri.equals(request.uri());
    }

    Noted answered(Instant now) {
      return new Noted(method, uri, new Call(call.sent(), now, call.kind(), call.name()));
    }
  }

  @Override
  public synchronized void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    Instant now = Instant.now();
    String name = RequestKind.name(request.uri().getPath());
    var call = new Call(now, now, RequestKind.of(request), name);
    calls.add(new Noted(request.method(), request.uri(), call));
  }

  @Override
  public synchronized void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    Instant now = Instant.now();
    for (int i = calls.size() - 1; i >= 0; i--) {
      if (calls.get(i).awaits(request)) {
        calls.set(i, calls.get(i).answered(now));
        return;
      }
    }
  }

  /** Returns what was noted since this was asked for the last time. */
  synchronized List<Call> drain() {
    var drained = calls.stream().map(Noted::call).toList();
    calls.clear();
    return drained;
  }
}
