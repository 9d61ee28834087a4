package io.verdigris.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class WorkloadsTest {
  @Test
  void clusters_side_by_side_do_not_meet_and_closing_gives_all_back() throws Exception {
    try (var one = new Lab();
        var other = new Lab()) {
      for (Lab lab : List.of(one, other)) {
        lab.create(Lab.web("blue", 2, Map.of()).build());
        lab.create(Lab.service("blue").build());
      }
      one.untilListed("web-blue", 2);
      other.untilListed("web-blue", 2);
      assertThat(addresses(one)).doesNotContainAnyElementsOf(addresses(other));
      URI entry = one.workloads.entry(Lab.NAMESPACE, "web");
      String pod = addresses(one).get(0);

      one.workloads.close();

      assertThatThrownBy(() -> connect(entry)).isInstanceOf(ConnectException.class);
      assertThat(PodNetwork.at(pod, 8080))
          .satisfies(
              free -> {
                try (var server = new ServerSocket()) {
                  server.bind(free);
                }
              });
      URI still = other.workloads.entry(Lab.NAMESPACE, "web");
      Lab.eventually("the other one serves", () -> Lab.answers(still));
    }
    Lab.eventually(
        "no thread is left",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("embedded-cluster-")));
  }

  private static void connect(URI to) throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), to.getPort()).close();
  }

  private static List<String> addresses(Lab lab) {
    return lab.pods().stream().map(p -> p.getStatus().getPodIP()).collect(Collectors.toList());
  }
}
