package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.verdigris.Application;
import io.verdigris.Colour;
import io.verdigris.Phase;
import io.verdigris.PlannedCall;
import io.verdigris.RolloutSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The calls that the provisioner and the store would make, in order. Those that are repeated until
 * something is so are listed once.
 */
final class DeploymentCalls {
  private static final String BACK = "on the way back only: ";
  private static final String WATCH = "hear of changes early; shared by all rollouts here";
  private static final String SAVE = "save the phase before it begins, if nobody else did";

  private final Layout layout;
  private final RolloutSpec spec;
  private final Optional<Colour> live;
  private final Colour to;
  private final int replicas;
  private final List<PlannedCall> calls = new ArrayList<>();

  DeploymentCalls(Layout layout, RolloutSpec spec, Optional<Colour> live, Colour to, int replicas) {
    this.layout = layout;
    this.spec = spec;
    this.live = live;
    this.to = to;
    this.replicas = replicas;
  }

  List<PlannedCall> all() {
    admit();
    begin();
    prepare();
    deploy();
    verify();
    serve();
    if (live.isPresent()) {
      retire(live.get());
      goBack(live.get());
    }
    return List.copyOf(calls);
  }

  private void admit() {
    String stable = "Service " + layout.application();
    call(Phase.ADMIT, "GET", stable, "see what the pods are called; twice");
    call(Phase.ADMIT, "LIST", all("Deployment"), "find the colours' own, by pages; twice");
    call(Phase.ADMIT, "GET", ledger(), "see that no rollout is under way");
    call(Phase.ADMIT, "CREATE", "SelfSubjectRulesReview", "see that no right is missing");
    for (Colour colour : Colour.values()) {
      call(Phase.ADMIT, "GET", service(colour), "see that it is nobody else's");
    }
    call(Phase.ADMIT, "LIST", all("ResourceQuota"), "see that there is room");
    boolean there = layout.deployment(to).isPresent();
    call(
        Phase.ADMIT,
        there ? "PATCH" : "CREATE",
        deployment(to),
        "ask by a dry run whether it would be accepted");
  }

  /** The last of admission: from here on the application is taken. */
  private void begin() {
    String lease = "Lease " + layout.application().namespace() + "/verdigris-…";
    call(Phase.ADMIT, "PATCH", lease, "show that this process is alive, every few seconds");
    call(Phase.ADMIT, "CREATE", lease, "when it is the first");
    call(Phase.ADMIT, "GET", ledger(), "read it again, should somebody have written it meanwhile");
    call(Phase.ADMIT, "CREATE or UPDATE", ledger(), "take the next fence and number");
    call(Phase.ADMIT, "LIST, WATCH", all("ConfigMap"), "see requests to abort or approve");
  }

  private void prepare() {
    call(Phase.PREPARE, "LIST, WATCH", all("Deployment"), WATCH);
    call(Phase.PREPARE, "LIST, WATCH", all("EndpointSlice"), WATCH);
    for (Deployment deployment : layout.deployments()) {
      String name = Fences.describe(deployment);
      call(Phase.PREPARE, "GET", name, "read its fence, by name or by labels");
      call(Phase.PREPARE, "PATCH", name, "stamp the fence");
    }
    for (Colour colour : Colour.values()) {
      call(Phase.PREPARE, "GET", service(colour), "see whether it is there as it shall be");
      call(
          Phase.PREPARE,
          "CREATE or PATCH",
          service(colour),
          "reach colour " + colour + " by itself, unless it is so already");
    }
    if (layout.deployment(to).isEmpty()) {
      call(Phase.PREPARE, "CREATE", deployment(to), "the new colour, without pods");
    }
    call(Phase.PREPARE, "UPDATE", ledger(), SAVE + "; the same after each phase");
  }

  private void deploy() {
    String green = deployment(to);
    call(Phase.DEPLOY, "GET", green, "see how far it is, where no watch has told it for 10 s");
    live.ifPresent(l -> call(Phase.DEPLOY, "GET", deployment(l), "see that it has not grown"));
    call(
        Phase.DEPLOY,
        "PATCH",
        green,
        "set the new template and " + replicas + " replicas, more if the live colour has grown");
    if (PinnedConfig.isAsked(spec)) {
      String copies = "ConfigMap, Secret " + layout.application().namespace() + "/…";
      call(Phase.DEPLOY, "GET", copies, "read what the new pods refer to");
      call(Phase.DEPLOY, "CREATE or PATCH", copies, "copy it, or take over the copy that is there");
      call(Phase.DEPLOY, "LIST, DELETE", copies, "delete copies that no colour refers to");
    }
    call(Phase.DEPLOY, "LIST", all("Pod"), "learn what keeps pods from starting, if they stall");
  }

  private void verify() {
    serving(Phase.VERIFY, to, "");
  }

  private void serve() {
    serving(Phase.PROMOTE, to, "");
    serving(Phase.MONITOR, to, "");
    call(Phase.MONITOR, "LIST", all("Pod"), "see how often containers restarted");
  }

  private void retire(Colour old) {
    serving(Phase.DECOMMISSION, old, "");
    String stable = "Service " + layout.application();
    call(Phase.DECOMMISSION, "GET", stable, "see that no traffic goes to " + old);
    call(Phase.DECOMMISSION, "PATCH", deployment(old), "scale the old colour to zero");
    call(Phase.DECOMMISSION, "GET", stable, "see that none was sent there meanwhile");
  }

  private void goBack(Colour old) {
    call(Phase.ROLL_BACK, "GET", deployment(old), BACK + "see that it has its size");
    call(Phase.ROLL_BACK, "PATCH", deployment(old), BACK + "give it its size, if it lost it");
    serving(Phase.ROLL_BACK, old, BACK);
    String stable = "Service " + layout.application();
    call(Phase.CLEAN_UP, "GET", deployment(to), BACK + "see that it is there");
    call(Phase.CLEAN_UP, "GET", stable, BACK + "see that no traffic goes to " + to);
    if (spec.options().keepNew()) {
      call(Phase.CLEAN_UP, "PATCH", deployment(to), BACK + "put new pods in place of all");
      call(Phase.CLEAN_UP, "GET", service(to), BACK + "see whether it is ours");
      call(Phase.CLEAN_UP, "PATCH", service(to), BACK + "let it reach no pod");
    } else {
      call(
          Phase.CLEAN_UP,
          "PATCH",
          deployment(to),
          BACK + "scale the new colour to zero and mark its version as failed");
      call(Phase.CLEAN_UP, "GET", stable, BACK + "see that no traffic was sent there meanwhile");
    }
  }

  private void serving(Phase phase, Colour colour, String when) {
    call(phase, "GET", deployment(colour), when + "see how many pods it shall have");
    call(
        phase,
        "LIST",
        "EndpointSlice " + place(Slices.service(layout.application(), colour)),
        when + "see that it lists exactly the colour's pods");
  }

  private String ledger() {
    return "ConfigMap " + place(LedgerData.name(layout.application()));
  }

  private String service(Colour colour) {
    return "Service " + place(Slices.service(layout.application(), colour));
  }

  private String deployment(Colour colour) {
    return "Deployment " + place(layout.deploymentName(colour));
  }

  private String place(String name) {
    Application application = layout.application();
    return application.namespace() + "/" + name;
  }

  private String all(String kind) {
    return kind + " " + layout.application().namespace() + "/*";
  }

  private void call(Phase phase, String verb, String object, String purpose) {
    calls.add(new PlannedCall(phase, verb, object, purpose));
  }
}
