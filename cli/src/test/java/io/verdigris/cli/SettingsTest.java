package io.verdigris.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Blind;
import io.verdigris.BlindRule;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void a_source_of_metrics_may_name_its_preset() {
    assertThat(Settings.Metrics.parse("prometheus:http://p:9090/x,preset=contour").extension())
        .satisfies(e -> assertThat(e.id()).isEqualTo("prometheus"))
        .satisfies(
            e ->
                assertThat(e.settings())
                    .isEqualTo(Map.of("url", "http://p:9090/x", "preset", "contour")));
    assertThat(Settings.Metrics.parse("pods:8080/metrics,preset=istio").extension().settings())
        .isEqualTo(Map.of("port", "8080", "path", "/metrics", "preset", "istio"));
    assertThat(Settings.Metrics.parse("pods:8080/metrics").extension().settings())
        .doesNotContainKey("preset");
  }

  @Test
  void a_drain_is_a_call_and_what_is_waited_for() {
    assertThat(
            Settings.Drain.parse(
                    "9000/drain,connections=/metrics,gauge=websockets_open,deadline=10m")
                .extension()
                .settings())
        .containsEntry("phase", "DECOMMISSION")
        .containsEntry("moment", "before")
        .containsEntry("path", "/drain")
        .containsEntry("port", "9000")
        .containsEntry("connections", "/metrics")
        .containsEntry("gauge", "websockets_open")
        .containsEntry("deadline", "PT10M");
    assertThat(Settings.Drain.parse("/drain").extension().settings())
        .containsOnlyKeys("phase", "moment", "path");
  }

  @Test
  void a_hook_has_settings_whose_values_may_hold_commas() {
    assertThat(
            Settings.Hook.parse(
                    "flyway:url=jdbc:postgresql://db/shop?ssl=true&a=b,locations=db/a,db/b,"
                        + "placeholder.list=x,,y=z,phase=DEPLOY")
                .extension()
                .settings())
        .isEqualTo(
            Map.of(
                "url", "jdbc:postgresql://db/shop?ssl=true&a=b",
                "locations", "db/a,db/b",
                "placeholder.list", "x,y=z",
                "phase", "DEPLOY"));
    assertThat(Settings.Hook.parse("drain").extension().settings()).isEmpty();
    assertThatThrownBy(() -> Settings.Hook.parse("flyway:url"))
        .hasMessageContaining("must be of the form ID or ID:KEY=VALUE");
    assertThatThrownBy(() -> Settings.Hook.parse("flyway:a=1,a=2"))
        .hasMessageContaining("must set a only once");
  }

  @Test
  void a_step_is_a_weight_and_a_duration() {
    assertThat(Settings.Step.parse("10%:5m"))
        .isEqualTo(new Settings.Step(10, Duration.ofMinutes(5)));
  }

  @Test
  void what_to_do_when_blind_is_a_kind_and_a_rule() {
    assertThat(Settings.WhenBlind.parse("no-traffic=rollback:2m30s"))
        .isEqualTo(
            new Settings.WhenBlind(
                Blind.NO_TRAFFIC, BlindRule.rollBackAfter(Duration.ofSeconds(150))));
    assertThat(Settings.WhenBlind.parse("unreadable=hold"))
        .isEqualTo(new Settings.WhenBlind(Blind.UNREADABLE, BlindRule.hold()));
  }
}
