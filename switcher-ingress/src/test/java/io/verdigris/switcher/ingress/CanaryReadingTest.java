package io.verdigris.switcher.ingress;

import static io.verdigris.switcher.ingress.Canaries.PREFIX;
import static io.verdigris.switcher.ingress.Canaries.WEIGHT;
import static io.verdigris.switcher.ingress.Canaries.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.kubernetes.FencedPatch;
import io.verdigris.kubernetes.Marks;
import io.verdigris.kubernetes.RoutingObject.Note;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CanaryReadingTest {
  private static final String PATHS = "/spec/rules/0/http/paths/";
  private static final String NAME = "/backend/service/name";
  private static final String AT = "/metadata/annotations/nginx.ingress.kubernetes.io~1canary";

  private static Map<String, Object> operation(String op, String path, Object value) {
    return Map.of("op", op, "path", path, "value", value);
  }

  private static List<Map<String, Object>> patch(
      CanaryReading reading, Consumer<FencedPatch> change) {
    FencedPatch patch = FencedPatch.fenced(reading.object(), 7);
    change.accept(patch);
    return patch.operations();
  }

  private static List<Map<String, Object>> share(CanaryReading reading, Colour to, int percent) {
    return patch(reading, p -> reading.share(p, to, percent));
  }

  @Test
  void the_weight_tells_who_is_live() {
    assertThat(recorded().reading().colour()).contains(Colour.BLUE);
    assertThat(recorded().weighing(100).reading().colour()).contains(Colour.GREEN);
    assertThat(recorded().weighing(99).reading().colour()).isEmpty();
    assertThat(recorded().reading().problems()).isEmpty();
    assertThat(recorded().reading().findings()).isEmpty();
  }

  @Test
  void the_weights_are_told_while_both_have_traffic() {
    assertThat(recorded().reading().weights()).isEmpty();
    assertThat(recorded().weighing(10).reading().weights())
        .isEqualTo(Map.of(Colour.GREEN, 10, Colour.BLUE, 90));
    assertThat(
            recorded()
                .weighing(100)
                .annotated(a -> a.put(PREFIX + "-weight-total", "1000"))
                .reading()
                .weights())
        .isEqualTo(Map.of(Colour.GREEN, 10, Colour.BLUE, 90));
  }

  @Test
  void a_switch_changes_the_weight_alone_and_tests_what_it_was() {
    CanaryReading reading = recorded().reading();

    assertThat(patch(reading, p -> reading.redirect(p, Colour.GREEN)))
        .containsExactly(
            operation("test", "/metadata/uid", "9d1c2c52-0a2e-44c7-8f1b-7c5d1f0b9a21"),
            operation("test", "/metadata/annotations/verdigris.io~1fence", "7"),
            operation("test", "/metadata/generation", 2L),
            operation("test", AT, "true"),
            operation("test", AT + "-weight", "0"),
            operation("test", PATHS + "0" + NAME, "web-green"),
            operation("test", PATHS + "1" + NAME, "web-green"),
            operation("add", AT + "-weight", "100"));
  }

  @Test
  void the_way_back_and_shares_are_the_same_patch_with_another_weight() {
    CanaryReading both = recorded().weighing(30).reading();

    assertThat(patch(both, p -> both.redirect(p, Colour.BLUE)))
        .endsWith(operation("add", AT + "-weight", "0"));
    assertThat(share(both, Colour.GREEN, 25)).endsWith(operation("add", AT + "-weight", "25"));
    assertThat(share(both, Colour.BLUE, 25)).endsWith(operation("add", AT + "-weight", "75"));
  }

  @Test
  void a_share_is_told_in_the_unit_that_the_ingress_uses_and_never_all_or_nothing() {
    CanaryReading fine =
        recorded().annotated(a -> a.put(PREFIX + "-weight-total", "1000")).reading();

    assertThat(share(fine, Colour.GREEN, 5)).endsWith(operation("add", AT + "-weight", "50"));
    assertThat(share(fine, Colour.GREEN, 100)).endsWith(operation("add", AT + "-weight", "999"));
    assertThat(share(recorded().reading(), Colour.GREEN, 0))
        .endsWith(operation("add", AT + "-weight", "1"));
  }

  @Test
  void after_the_switch_both_change_their_roles_without_moving_traffic() {
    Canaries switched = recorded().weighing(100);
    CanaryReading reading = switched.reading();
    FencedPatch primary = FencedPatch.fenced(switched.primary(), 7);
    reading.promote(primary, Colour.GREEN);

    assertThat(primary.operations())
        .containsExactly(
            operation("test", "/metadata/uid", "3b6e4d0e-6f43-4c0e-9a39-0a6f0c1d2e3f"),
            operation("test", "/metadata/annotations/verdigris.io~1fence", "7"),
            operation("test", "/metadata/generation", 4L),
            operation("test", PATHS + "0" + NAME, "web-blue"),
            operation("test", PATHS + "1" + NAME, "web-blue"),
            operation("add", PATHS + "0" + NAME, "web-green"),
            operation("add", PATHS + "1" + NAME, "web-green"));
    Canaries.name(switched.primary(), "web-green");
    CanaryReading same = switched.reading();
    assertThat(same.colour()).contains(Colour.GREEN);
    assertThat(patch(same, p -> same.rest(p, Colour.BLUE)))
        .endsWith(
            operation("add", PATHS + "0" + NAME, "web-blue"),
            operation("add", PATHS + "1" + NAME, "web-blue"),
            operation("add", AT + "-weight", "0"));
    Canaries.name(switched.canary(), "web-blue");
    assertThat(switched.weighing(0).reading().colour()).contains(Colour.GREEN);
  }

  @Test
  void it_is_settled_when_the_primary_names_the_live_colour() {
    assertThat(recorded().reading().isSettled()).isTrue();
    assertThat(recorded().weighing(100).reading().isSettled()).isFalse();
    assertThat(recorded().weighing(50).reading().isSettled()).isFalse();
  }

  @Test
  void a_colour_that_the_primary_names_is_served_whatever_the_weight_is() {
    assertThat(recorded().reading().serves(Colour.BLUE)).isTrue();
    assertThat(recorded().reading().serves(Colour.GREEN)).isFalse();
    assertThat(recorded().weighing(1).reading().serves(Colour.GREEN)).isTrue();
    assertThat(recorded().weighing(100).reading().serves(Colour.BLUE)).isTrue();
  }

  @Test
  void while_it_is_not_understood_every_colour_counts_as_served() {
    assertThat(recorded().annotated(a -> a.put(WEIGHT, "?")).reading().serves(Colour.GREEN))
        .isTrue();
  }

  @Test
  void what_it_says_changes_with_weight_primary_and_backends() {
    Canaries canaries = recorded();
    String before = canaries.reading().says();

    assertThat(before)
        .isEqualTo(
            "as a canary directs 0 of 100 requests for shop.example.com/ to web-green,"
                + " shop.example.com/api to web-green, and the others go by Ingress shop/shop for"
                + " shop.example.com/ to web-blue, shop.example.com/api to web-blue,"
                + " shop.example.com/media to media");
    assertThat(recorded().weighing(1).reading().says()).isNotEqualTo(before);
    Canaries.name(canaries.primary(), "web-green");
    assertThat(canaries.reading().says()).isNotEqualTo(before);
  }

  @Test
  void what_had_traffic_before_is_noted_in_percent() {
    assertThat(recorded().reading().note())
        .isEqualTo(new Note(Marks.PREVIOUS_BACKENDS, Map.of("web-blue", 100)));
    assertThat(recorded().weighing(20).reading().note())
        .isEqualTo(new Note(Marks.PREVIOUS_BACKENDS, Map.of("web-blue", 80, "web-green", 20)));
  }

  @Test
  void testers_are_let_through_until_the_new_colour_has_traffic() {
    Map<String, String> settings = Map.of("header", "X-Preview:green", "cookie", "preview");
    CanaryReading reading = recorded().reading(settings);

    assertThat(patch(reading, reading.preview(Colour.GREEN).orElseThrow()))
        .endsWith(
            operation("add", AT + "-by-cookie", "preview"),
            operation("add", AT + "-by-header", "X-Preview"),
            operation("add", AT + "-by-header-value", "green"));
    assertThat(reading.preview(Colour.BLUE)).as("which is live").isEmpty();

    CanaryReading open =
        recorded()
            .annotated(
                a ->
                    a.putAll(
                        Map.of(
                            PREFIX + "-by-cookie", "preview",
                            PREFIX + "-by-header", "X-Preview",
                            PREFIX + "-by-header-value", "green")))
            .reading(settings);
    assertThat(open.preview(Colour.GREEN)).as("there already").isEmpty();
    var gone =
        List.of(
            Map.<String, Object>of("op", "remove", "path", AT + "-by-header"),
            Map.<String, Object>of("op", "remove", "path", AT + "-by-header-value"),
            Map.<String, Object>of("op", "remove", "path", AT + "-by-cookie"));
    assertThat(patch(open, p -> open.redirect(p, Colour.GREEN)))
        .endsWith(gone.get(0), gone.get(1), gone.get(2));
    assertThat(share(open, Colour.GREEN, 10)).containsAll(gone);
    assertThat(patch(open, open.withoutPreview().orElseThrow())).containsAll(gone);
    assertThat(reading.withoutPreview()).isEmpty();
  }

  @Test
  void the_dialect_stays_with_the_ingress() {
    Canaries canaries =
        recorded()
            .annotated(
                a -> {
                  a.put("alb.ingress.kubernetes.io/canary", "true");
                  a.put("alb.ingress.kubernetes.io/canary-weight", "100");
                });
    CanaryReading alb = canaries.reading(Map.of("dialect", "alibaba-alb"));
    assertThat(alb.colour()).contains(Colour.GREEN);
    assertThat(canaries.reading().colour()).as("by the default").contains(Colour.BLUE);

    var kept = patch(alb, alb.standby().orElseThrow());
    assertThat(kept)
        .endsWith(
            operation("add", "/metadata/annotations/verdigris.io~1dialect", alb.dialect().text()));
    canaries.annotated(a -> a.put(Marks.DIALECT, alb.dialect().text()));
    assertThat(canaries.reading().colour()).contains(Colour.GREEN);
    assertThat(canaries.reading().standby()).isEmpty();
  }
}
