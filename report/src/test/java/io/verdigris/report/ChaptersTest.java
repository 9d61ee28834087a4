package io.verdigris.report;

import static io.verdigris.report.Told.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaptersTest {
  @Test
  void what_was_told_before_the_number_belongs_to_the_numbered_rollout() {
    List<RolloutEvent> events = Told.promotion().events();

    assertThat(events.get(0).rollout()).isEqualTo("web");
    assertThat(Chapters.of(events)).containsExactly(events);
  }

  @Test
  void a_refused_rollout_is_a_chapter_of_its_own() {
    List<RolloutEvent> refused = new Told(SHOP).ends(5, "rejected", "blue", "no").events();
    List<RolloutEvent> promoted = Told.promotion().events();

    assertThat(Chapters.of(joined(refused, refused, promoted)))
        .containsExactly(refused, refused, promoted);
  }

  @Test
  void applications_that_are_rolled_out_at_once_are_told_apart() {
    List<RolloutEvent> shop = new Told(SHOP).numbered("web-1").begins(3, Phase.DEPLOY).events();
    List<RolloutEvent> other =
        new Told(new Application("other", "web"))
            .numbered("web-1")
            .begins(4, Phase.DEPLOY)
            .events();
    var mixed = List.of(shop.get(0), other.get(0), other.get(1), shop.get(1));

    assertThat(Chapters.of(mixed)).containsExactly(shop, other);
  }

  @Test
  void a_service_with_a_number_in_its_name_is_no_numbered_rollout() {
    var told = new Told(new Application("shop", "web-1")).numbered("web-1-1");
    told.begins(3, Phase.DEPLOY);

    assertThat(Chapters.of(told.events())).containsExactly(told.events());
  }

  private static List<RolloutEvent> joined(
      List<RolloutEvent> first, List<RolloutEvent> second, List<RolloutEvent> third) {
    List<RolloutEvent> all = new ArrayList<>(first);
    all.addAll(second);
    all.addAll(third);
    return all;
  }
}
