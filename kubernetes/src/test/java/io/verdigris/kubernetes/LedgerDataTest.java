package io.verdigris.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.verdigris.Application;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.PermanentFailureException;
import io.verdigris.spi.Versioned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerDataTest {
  private static final Application WEB = new Application("shop", "web");

  private static Ledger ledger(Map<String, String> state) {
    return new Ledger(
        7,
        3,
        2,
        "ci-1",
        new TreeMap<>(state),
        List.of("web-1 PROMOTED", "web-0 REJECTED"),
        Optional.of(
            new Ledger.PersonRequest(
                "r1", "web-2", Ledger.PersonRequest.Kind.ABORT, "ann", "why")));
  }

  private static ConfigMap written(Ledger ledger) {
    return LedgerData.write(WEB, new Versioned<>(ledger, "12"));
  }

  @Test
  void what_is_written_is_read_back() {
    Ledger ledger = ledger(Map.of("phase", "VERIFY", "change.image", "web:v2"));
    assertThat(LedgerData.read(written(ledger))).isEqualTo(new Versioned<>(ledger, "12"));
    assertThat(LedgerData.application(written(ledger))).contains(WEB);
  }

  @Test
  void a_config_map_of_somebody_else_is_left_alone() {
    ConfigMap map = written(ledger(Map.of()));
    map.getMetadata().setLabels(Map.of());
    assertThatThrownBy(() -> LedgerData.read(map))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("somebody else's");
  }

  @Test
  void a_spoilt_field_is_named_with_its_value() {
    ConfigMap map = written(ledger(Map.of()));
    map.getData().put("fence", "many");
    assertThatThrownBy(() -> LedgerData.read(map))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("data.fence is \"many\"");
  }

  @Test
  void a_key_that_is_missing_is_named_and_a_long_value_cut() {
    ConfigMap map = written(ledger(Map.of()));
    map.getData().put("epoch", "9".repeat(5000));
    assertThatThrownBy(() -> LedgerData.read(map))
        .hasMessageContaining("ConfigMap shop/verdigris-web: data.epoch is \"999")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    map.getData().remove("rollouts");
    map.getData().put("epoch", "3");
    assertThatThrownBy(() -> LedgerData.read(map))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("data.rollouts is missing; it was left as it is: ");
  }

  @Test
  void a_later_format_is_refused_by_the_name_of_its_writer() {
    ConfigMap map = written(ledger(Map.of("written-by", "3.4.5")));
    map.getData().put("format", "2");
    map.getData().remove("fence");
    assertThatThrownBy(() -> LedgerData.read(map))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("data.format is \"2\", but this version of Verdigris reads 1")
        .hasMessageContaining("use the version that wrote it, \"3.4.5\", or a later one");
  }

  @Test
  void a_ledger_from_before_formats_were_numbered_is_read() {
    Ledger ledger = ledger(Map.of("phase", "VERIFY"));
    ConfigMap map = written(ledger);
    map.getData().remove("format");
    assertThat(LedgerData.read(map).value()).isEqualTo(ledger);
  }

  @Test
  void half_a_request_is_no_request() {
    ConfigMap map = written(ledger(Map.of()));
    map.getData().remove("request.id");
    assertThatThrownBy(() -> LedgerData.read(map))
        .hasMessageContaining("data.request.id is missing");
    map.getData().put("request.id", "r1");
    map.getData().put("request.kind", "PAUSE");
    assertThatThrownBy(() -> LedgerData.read(map))
        .hasMessageContaining("data.request.kind is \"PAUSE\", but must be one of [ABORT,");
  }

  @Test
  void a_name_that_no_service_can_have_is_nobodys_ledger() {
    ConfigMap map = written(ledger(Map.of()));
    map.getMetadata().setName("verdigris-a.b");
    assertThat(LedgerData.application(map)).isEmpty();
  }

  @Test
  void a_ledger_too_large_for_a_config_map_is_refused_before_it_is_sent() {
    assertThatThrownBy(() -> written(ledger(Map.of("manifest", "é".repeat(600_000)))))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("give a smaller manifest");
  }

  @Test
  void its_essence_is_the_same_while_the_owner_only_saves_its_state() {
    ConfigMap before = written(ledger(Map.of("phase", "DEPLOY")));
    ConfigMap after = written(ledger(Map.of("phase", "VERIFY")));
    assertThat(LedgerData.essence(after)).isEqualTo(LedgerData.essence(before));
    after.getData().put("request.id", "r2");
    assertThat(LedgerData.essence(after)).isNotEqualTo(LedgerData.essence(before));
  }
}
