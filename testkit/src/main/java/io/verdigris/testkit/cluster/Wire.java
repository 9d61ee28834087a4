package io.verdigris.testkit.cluster;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/**
 * What lies between one client and the API server of a {@link SimulatedCluster}: it carries each
 * request there and the answer back, unless it loses either. Called on the thread that lets time
 * pass.
 */
public interface Wire {
  /**
   * Carries one request.
   *
   * @param server does what a request asks for; may be called later, once or not at all
   * @return the answer
   * @throws IOException when none comes back
   */
  Response carry(ApiRequest request, Function<ApiRequest, Response> server) throws IOException;

  /** Hands an event of a watch to the client, in the order of the calls, now or later. */
  void deliver(Runnable event);

  /** A wire that loses nothing and takes no time. */
  static Wire perfect() {
    return new Wire() {
      @Override
      public Response carry(ApiRequest request, Function<ApiRequest, Response> server) {
        return server.apply(request);
      }

      @Override
      public void deliver(Runnable event) {
        event.run();
      }
    };
  }

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param headers its headers, such as {@code Retry-After}
   * @param body its body
   */
  record Response(int status, Map<String, String> headers, String body) {
    /** Copies the headers. */
    public Response {
      headers = Map.copyOf(headers);
    }

    /** Returns a failure that is answered before the server has done anything. */
    public static Response failure(int status, String message, Map<String, String> headers) {
      String body = Json.write(Refusal.of(status, "", message).status());
      return new Response(status, headers, body);
    }
  }
}
