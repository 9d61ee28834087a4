package io.verdigris.examples.deaths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.examples.deaths.Strike.How;
import io.verdigris.testkit.cluster.ApiRequest;
import io.verdigris.testkit.cluster.Interceptor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a process is struck, and when that is told. */
class StrikeTest {
  private static final ApiRequest CHOSEN = request("/api/v1/namespaces/shop/services/web");
  private static final ApiRequest OTHER = request("/api/v1/namespaces/shop/pods");

  private final VerdigrisProcess victim = VerdigrisProcess.start(List.of("status", "--help"));

  @AfterEach
  void end() {
    victim.close();
  }

  private static ApiRequest request(String path) {
    return new ApiRequest("PATCH", path, Map.of(), "{}");
  }

  private Strike strike(How how) {
    var strike = new Strike(CHOSEN::equals, how);
    strike.at(victim);
    return strike;
  }

  private static void isNotOver(Strike strike) {
    assertThatThrownBy(() -> strike.await(Duration.ZERO)).isInstanceOf(TimeoutException.class);
  }

  @Test
  void a_call_that_is_dropped_after_its_effect_is_over_once_it_has_it() throws Exception {
    Strike strike = strike(How.DEAD_UNANSWERED);
    assertThat(strike.decide(CHOSEN)).isEqualTo(Interceptor.applyAndDrop());
    isNotOver(strike);

    strike.handled(CHOSEN);

    strike.await(Duration.ZERO);
    assertThat(strike.decide(CHOSEN)).isEqualTo(Interceptor.pass());
  }

  @Test
  void what_comes_beside_the_chosen_call_does_not_strike_before_it_has_its_effect()
      throws Exception {
    Strike strike = strike(How.DEAD_AFTER);
    assertThat(strike.decide(CHOSEN)).isEqualTo(Interceptor.pass());
    assertThat(strike.decide(OTHER)).isEqualTo(Interceptor.pass());
    strike.handled(OTHER);
    isNotOver(strike);

    strike.handled(CHOSEN);

    assertThat(strike.decide(OTHER)).isEqualTo(Interceptor.drop());
    strike.await(Duration.ZERO);
  }

  @Test
  void a_call_without_an_effect_is_over_at_once() throws Exception {
    Strike strike = strike(How.DEAD_BEFORE);
    assertThat(strike.decide(OTHER)).isEqualTo(Interceptor.pass());
    assertThat(strike.decide(CHOSEN)).isEqualTo(Interceptor.drop());
    strike.await(Duration.ZERO);
  }
}
