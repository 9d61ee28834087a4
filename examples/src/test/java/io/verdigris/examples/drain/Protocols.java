package io.verdigris.examples.drain;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The protocols whose connections last. */
final class Protocols {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Protocols() {}

  static Runnable webSocket(String address, Runnable opened, Consumer<String> ended) {
    var listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            opened.run();
            socket.request(1);
            return null;
          }

          @Override
          public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            ended.accept("closed " + code);
            return null;
          }

          @Override
          public void onError(WebSocket socket, Throwable e) {
            ended.accept("broken: " + e);
          }
        };
    var socket =
        HTTP.newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://" + address + ":" + StreamingPod.WEB_SOCKET + "/"), listener)
            .join();
    return socket::abort;
  }

  static Runnable grpc(String address, Runnable opened, Consumer<String> ended) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(address, StreamingPod.GRPC))
            .usePlaintext()
            .build();
    ClientCalls.asyncServerStreamingCall(
        channel.newCall(Feed.FOLLOW, CallOptions.DEFAULT),
        "news",
        new StreamObserver<String>() {
          @Override
          public void onNext(String value) {
            opened.run();
          }

          @Override
          public void onCompleted() {
            channel.shutdown();
            ended.accept("completed");
          }

          @Override
          public void onError(Throwable e) {
            channel.shutdown();
            ended.accept("broken: " + e);
          }
        });
    return channel::shutdownNow;
  }
}
