package io.verdigris.hooks.openfeature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openfeature.contrib.providers.flagd.Config;
import dev.openfeature.contrib.providers.flagd.FlagdOptions;
import dev.openfeature.contrib.providers.flagd.FlagdProvider;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import io.verdigris.Application;
import io.verdigris.Phase;
import io.verdigris.RolloutSpec;
import io.verdigris.spi.HookRequest;
import io.verdigris.spi.HookResult;
import io.verdigris.spi.OwnershipLostException;
import io.verdigris.spi.Progress;
import io.verdigris.spi.RolloutContext;
import io.verdigris.testkit.cluster.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The hook with flagd's own provider, which evaluates a file in this process, and a manual clock.
 */
class FlagHookIT {
  private static final Application WEB = new Application("shop", "web");
  private static final String DOMAIN = "shop-of-this-test";
  private static final String FLAGS =
      """
      {"flags": {
        "checkout": {"state": "ENABLED", "variants": {"on": true, "off": false},
            "defaultVariant": "off"},
        "other": {"state": "ENABLED", "variants": {"a": true, "b": false},
            "defaultVariant": "a"}}}
      """;

  private final OpenFeatureAPI api = OpenFeatureAPI.getInstance();
  @TempDir private Path directory;
  private Path file;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private FlagHook hook;
  private Client client;

  @BeforeEach
  void open() throws Exception {
    file = Files.writeString(directory.resolve("flags.json"), FLAGS);
    hook =
        new FlagHook(
            () -> {
              throw new AssertionError("no cluster");
            },
            () -> now,
            api);
    api.setProviderAndWait(DOMAIN, provider());
    client = api.getClient(DOMAIN);
  }

  private FlagdProvider provider() {
    return new FlagdProvider(
        FlagdOptions.builder()
            .resolverType(Config.Resolver.FILE)
            .offlineFlagSourcePath(file.toString())
            .offlinePollIntervalMs(50)
            .deadline(5000)
            .build());
  }

  @AfterEach
  void close() {
    hook.close();
    api.shutdown();
  }

  private Flags flags() {
    return Flags.raise("checkout")
        .inFile(file)
        .step(10, Duration.ofMinutes(1))
        .step(50, Duration.ofMinutes(5))
        .patience(Duration.ofSeconds(30));
  }

  private HookRequest request(long fence, String memo) {
    return new HookRequest(
        new RolloutContext("web-17", WEB, fence, () -> {}),
        Phase.MONITOR,
        false,
        Optional.empty(),
        Optional.empty(),
        flags().extension().settings(),
        "web-17-0-openfeature",
        memo);
  }

  /** Returns for how many of a version's users of a hundred it is on. */
  private int share(int rollout) {
    int given = 0;
    for (int user = 0; user < 1000; user++) {
      var asking = new ImmutableContext("user-" + user, Map.of("rollout", new Value(rollout)));
      given += client.getBooleanValue("checkout", false, asking) ? 1 : 0;
    }
    return given / 10;
  }

  private void awaitShare(int rollout, int from, int to) {
    Patience.until(
        from + " to " + to + " % of the users of rollout " + rollout,
        () -> share(rollout) >= from && share(rollout) <= to);
  }

  private String waiting(Progress<HookResult> answer) {
    assertThat(answer).isInstanceOf(Progress.Waiting.class);
    return ((Progress.Waiting<HookResult>) answer).memo();
  }

  private String waitedUntilRead(Progress<HookResult> first, String memo) {
    Progress<HookResult> answer = first;
    String last = memo;
    long begun = System.nanoTime();
    while (answer instanceof Progress.Waiting<HookResult> waiting
        && waiting.reason().contains("OpenFeature gives")
        && System.nanoTime() - begun < 20_000_000_000L) {
      last = waiting.memo();
      answer = hook.call(request(1, last));
    }
    return waiting(answer);
  }

  @Test
  void a_flag_is_raised_in_steps_for_the_new_version_alone_and_kept_by_those_after_it() {
    assertThat(share(17)).isZero();

    String memo = waiting(hook.call(request(1, "")));
    awaitShare(17, 5, 15);
    assertThat(share(16)).isZero();
    assertThat(share(18)).isZero();

    now = now.plusSeconds(59);
    memo = waiting(hook.call(request(1, memo)));
    awaitShare(17, 5, 15);
    now = now.plusSeconds(2);
    memo = waiting(hook.call(request(1, memo)));
    memo = waiting(hook.call(request(1, memo)));
    awaitShare(17, 40, 60);
    assertThat(share(16)).isZero();

    now = now.plus(Duration.ofMinutes(6));
    memo = waiting(hook.call(request(1, memo)));
    assertThat(hook.call(request(1, memo))).isInstanceOf(Progress.Done.class);
    awaitShare(17, 100, 100);
    assertThat(share(18)).isEqualTo(100);
    assertThat(share(16)).isZero();
  }

  @Test
  void where_traffic_goes_back_the_flag_goes_dark_and_others_stay_as_they_are() throws Exception {
    String memo = waiting(hook.call(request(1, "")));
    now = now.plusSeconds(61);
    memo = waiting(hook.call(request(1, memo)));
    waiting(hook.call(request(1, memo)));
    awaitShare(17, 40, 60);

    hook.release(request(1, "").context());

    awaitShare(17, 0, 0);
    assertThat(client.getBooleanValue("other", false)).isTrue();
    assertThat(Files.readString(file)).doesNotContain("targeting");
  }

  @Test
  void with_a_provider_of_its_own_a_step_begins_once_users_get_what_was_written() {
    api.setProviderAndWait(Readback.DOMAIN, provider());
    String memo = waitedUntilRead(hook.call(request(1, "")), "");
    assertThat(memo).startsWith("0 ").doesNotContain("failing");
    // the users' provider is another one, which reads the file in its own time
    awaitShare(17, 5, 15);
  }

  @Test
  void a_flag_service_that_is_down_means_what_the_old_version_does() throws Exception {
    Files.delete(file);
    var down = provider();
    api.setProvider(DOMAIN + "-down", down);
    assertThat(api.getClient(DOMAIN + "-down").getBooleanValue("checkout", false)).isFalse();

    String memo = waiting(hook.call(request(1, "")));
    now = now.plusSeconds(31);
    assertThat(hook.call(request(1, memo)))
        .isInstanceOfSatisfying(
            Progress.Done.class,
            done ->
                assertThat(((HookResult) done.value()).note())
                    .contains("flag checkout was not raised, and goes dark", "is not there"));
  }

  @Test
  void a_process_that_was_taken_for_dead_raises_nothing() {
    waiting(hook.call(request(2, "")));
    assertThatThrownBy(() -> hook.call(request(1, ""))).isInstanceOf(OwnershipLostException.class);
  }

  @Test
  void what_cannot_be_raised_is_told_before_the_rollout() throws Exception {
    var spec = RolloutSpec.builder(WEB).image("app", "web:2").build();
    assertThat(hook.admit(spec, flags().extension().settings()).findings()).isEmpty();
    assertThat(hook.admit(spec, Flags.raise("nope").inFile(file).extension().settings()).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.problem()).isEqualTo("holds no flag nope"));
    assertThat(
            hook.admit(spec, Flags.raise("other").to("a").inFile(file).extension().settings())
                .findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.problem()).contains("is not dark"));
    Files.writeString(file, "{");
    assertThat(hook.admit(spec, flags().extension().settings()).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.problem()).contains("is no JSON"));
  }
}
