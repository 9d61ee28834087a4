package io.verdigris.cli;

import static io.verdigris.cli.Samples.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.verdigris.Colour;
import io.verdigris.Finding;
import io.verdigris.Permission;
import io.verdigris.Phase;
import io.verdigris.Plan;
import io.verdigris.PlannedCall;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  @Test
  void calls_come_by_phase_then_notes_and_the_role() {
    var plan =
        new Plan(
            WEB,
            Optional.of(Colour.BLUE),
            Optional.of(Colour.GREEN),
            3,
            List.of(),
            List.of(
                new PlannedCall(Phase.PREPARE, "CREATE", "Service shop/web-green", "reach green"),
                new PlannedCall(Phase.PREPARE, "PATCH", "Service shop/web", "stamp"),
                new PlannedCall(Phase.PROMOTE, "PATCH", "Service shop/web", "switch")),
            List.of(
                new Permission("", "services", "get"),
                new Permission("", "services", "patch"),
                new Permission("", "configmaps", "patch"),
                new Permission("", "configmaps", "get"),
                new Permission("", "pods", "list"),
                new Permission("apps", "deployments", "get")),
            List.of("movement is confirmed by slices only"));

    assertThat(String.join("\n", PlanText.of(plan)))
        .isEqualTo(
            """
            The rollout of shop/web would go from blue to green with 3 replicas

            PREPARE
              CREATE  Service shop/web-green  reach green
              PATCH   Service shop/web        stamp

            PROMOTE
              PATCH   Service shop/web        switch

            Notes
              - movement is confirmed by slices only

            The smallest Role that suffices
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: verdigris
              namespace: "shop"
            rules:
            - apiGroups: [""]
              resources: ["configmaps", "services"]
              verbs: ["get", "patch"]
            - apiGroups: [""]
              resources: ["pods"]
              verbs: ["list"]
            - apiGroups: ["apps"]
              resources: ["deployments"]
              verbs: ["get"]""");
  }

  @Test
  void what_would_be_refused_comes_first() {
    var plan =
        new Plan(
            WEB,
            Optional.empty(),
            Optional.empty(),
            0,
            List.of(new Finding("service", "web", "is not there", "create it")),
            List.of(),
            List.of(),
            List.of());

    assertThat(PlanText.of(plan))
        .containsExactly(
            "The rollout of shop/web would be refused",
            "  - service \"web\": is not there; create it");
  }

  @Test
  void a_status_tells_who_drives_and_what_may_be_done() {
    assertThat(StatusText.of(Samples.status(Optional.of(Phase.MONITOR), false)))
        .containsExactly(
            "shop/web: blue is live, epoch 4",
            "  blue   3/3 ready  shop/web:1",
            "  green  1/3 ready  shop/web:2 shop/log:5",
            "web-17: MONITOR since 2026-01-02T03:04:05Z, driven by host-1-abc, which shows no sign"
                + " of life",
            "  waits for: the soak: 4m of 30m are over",
            "  you may: abort it: verdigris abort -n shop -s web",
            "  before: web-16 PROMOTED 2026-01-01T00:00:00Z");
    assertThat(StatusText.of(Samples.status(Optional.empty(), false))).contains("no rollout yet");
  }

  @Test
  void the_worst_of_several_ends_counts() {
    assertThat(ExitStatus.OK.worse(ExitStatus.REJECTED)).isEqualTo(ExitStatus.REJECTED);
    assertThat(ExitStatus.HALTED.worse(ExitStatus.ROLLED_BACK)).isEqualTo(ExitStatus.HALTED);
    assertThat(ExitStatus.UNEXPECTED.worse(ExitStatus.HALTED).code()).isEqualTo(1);
    assertThat(ExitStatus.of(Phase.ROLLED_BACK).code()).isEqualTo(11);
  }
}
