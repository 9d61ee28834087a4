package io.verdigris.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.verdigris.Application;
import io.verdigris.spi.Ledger;
import io.verdigris.spi.Ledger.PersonRequest;
import io.verdigris.spi.RolloutStore;
import io.verdigris.spi.RolloutStore.Heartbeat;
import io.verdigris.spi.StoreConflictException;
import io.verdigris.spi.Versioned;
import io.verdigris.testkit.cluster.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RolloutStore} must hold. The tests use applications and owners of their own.
 */
public abstract class RolloutStoreContract {
  private static final Duration ALIVE = Duration.ofSeconds(15);

  // a namespace is asked for once the extender's own fields are there
  private Application web = ContractFixture.application();
  private Application api = ContractFixture.application();
  private String owner = "";

  /** Returns the store. */
  protected abstract RolloutStore store();

  /** Returns the namespace to work in, which exists. */
  protected String namespace() {
    return "default";
  }

  private Application application() {
    return new Application(namespace(), name());
  }

  private static String name() {
    return "contract-" + UUID.randomUUID().toString().substring(0, 8);
  }

  @BeforeEach
  void chooseNames() {
    web = application();
    api = application();
    owner = name();
  }

  @Test
  void an_application_without_a_ledger_has_the_empty_one_without_a_version() {
    assertThat(store().load(web)).isEqualTo(new Versioned<>(Ledger.empty(), ""));
    assertThat(store().list(namespace())).doesNotContain(web);
  }

  @Test
  void a_saved_ledger_is_loaded_as_it_was_saved() {
    Ledger full = ledger(7);
    Versioned<Ledger> saved = store().save(web, new Versioned<>(full, ""));
    assertThat(saved.value()).isEqualTo(full);
    assertThat(saved.version()).as("what is stored has a version").isNotEmpty();
    assertThat(store().load(web)).isEqualTo(saved);
  }

  @Test
  void loading_changes_nothing() {
    store().save(web, new Versioned<>(ledger(1), ""));
    assertThat(store().load(web)).isEqualTo(store().load(web));
  }

  @Test
  void each_save_gives_another_version() {
    Versioned<Ledger> first = store().save(web, new Versioned<>(ledger(1), ""));
    Versioned<Ledger> second = store().save(web, new Versioned<>(ledger(2), first.version()));
    assertThat(second.version()).isNotEqualTo(first.version());
    assertThat(store().load(web)).isEqualTo(second);
  }

  @Test
  void a_save_with_an_old_version_is_refused_and_changes_nothing() {
    Versioned<Ledger> first = store().save(web, new Versioned<>(ledger(1), ""));
    Versioned<Ledger> second = store().save(web, new Versioned<>(ledger(2), first.version()));
    conflict(first.version());
    conflict("");
    assertThat(store().load(web)).isEqualTo(second);
  }

  private void conflict(String version) {
    assertThatThrownBy(() -> store().save(web, new Versioned<>(ledger(3), version)))
        .as("save() with version \"%s\" while another is stored", version)
        .isInstanceOf(StoreConflictException.class);
  }

  @Test
  void a_save_with_a_version_where_nothing_is_stored_is_refused() {
    String version = store().save(api, new Versioned<>(ledger(1), "")).version();
    conflict(version);
    assertThat(store().load(web).version()).isEmpty();
  }

  @Test
  void of_many_saves_of_one_version_one_wins() {
    Versioned<Ledger> start = store().save(web, new Versioned<>(ledger(0), ""));
    List<Versioned<Ledger>> won =
        IntStream.rangeClosed(1, 8)
            .parallel()
            .mapToObj(fence -> trySave(new Versioned<>(ledger(fence), start.version())))
            .flatMap(Optional::stream)
            .toList();
    assertThat(won).as("saves that were accepted, all with the same version").hasSize(1);
    assertThat(store().load(web)).isEqualTo(won.get(0));
  }

  private Optional<Versioned<Ledger>> trySave(Versioned<Ledger> ledger) {
    try {
      return Optional.of(store().save(web, ledger));
    } catch (StoreConflictException e) {
      return Optional.empty();
    }
  }

  @Test
  void applications_are_kept_apart_and_listed_by_namespace() {
    Versioned<Ledger> ofWeb = store().save(web, new Versioned<>(ledger(1), ""));
    Versioned<Ledger> ofApi = store().save(api, new Versioned<>(ledger(2), ""));
    assertThat(store().load(web)).isEqualTo(ofWeb);
    assertThat(store().load(api)).isEqualTo(ofApi);
    assertThat(store().list(namespace())).contains(web, api);
    assertThat(store().list(namespace() + "-other")).isEmpty();
  }

  @Test
  void a_heartbeat_shows_until_it_is_withdrawn() {
    assertThat(store().heartbeatOf(namespace(), owner)).isEmpty();
    store().heartbeat(namespace(), owner, ALIVE);
    assertThat(beat().duration()).isEqualTo(ALIVE);
    store().withdraw(namespace(), owner);
    assertThat(store().heartbeatOf(namespace(), owner)).isEmpty();
    store().withdraw(namespace(), owner);
  }

  @Test
  void the_token_changes_with_each_heartbeat_and_not_otherwise() {
    store().heartbeat(namespace(), owner, ALIVE);
    Heartbeat first = beat();
    assertThat(beat()).as("read twice without a beat between").isEqualTo(first);
    store().heartbeat(namespace(), owner, ALIVE);
    assertThat(beat().token())
        .as("after another beat, however soon: others tell by it that the owner lives")
        .isNotEqualTo(first.token());
    store().withdraw(namespace(), owner);
  }

  @Test
  void owners_are_kept_apart() {
    String other = name();
    store().heartbeat(namespace(), owner, ALIVE);
    Heartbeat first = beat();
    store().heartbeat(namespace(), other, ALIVE);
    store().withdraw(namespace(), other);
    assertThat(beat()).isEqualTo(first);
    store().withdraw(namespace(), owner);
  }

  @Test
  void all_ledgers_are_read_at_once() {
    store().save(web, new Versioned<>(ledger(1), ""));
    store().save(api, new Versioned<>(ledger(2), ""));
    assertThat(store().loadAll(namespace()))
        .containsEntry(web, store().load(web))
        .containsEntry(api, store().load(api));
    assertThat(store().loadAll(namespace() + "-other")).isEmpty();
  }

  @Test
  void whoever_stands_by_sees_the_sign_of_life_of_each_owner_of_a_ledger() throws Exception {
    store().save(web, new Versioned<>(ledger(1), ""));
    AutoCloseable watch = store().watchHeartbeats(namespace(), () -> {});
    assertThat(store().heartbeats(namespace())).doesNotContainKey(owner);
    store().heartbeat(namespace(), owner, ALIVE);
    Patience.until("the sign is seen", () -> seen().equals(Optional.of(beat())));
    Heartbeat first = beat();
    store().heartbeat(namespace(), owner, ALIVE);
    Patience.until("its change is seen", () -> seen().filter(s -> !s.equals(first)).isPresent());
    store().withdraw(namespace(), owner);
    Patience.until("its end is seen", () -> seen().isEmpty());
    watch.close();
  }

  private Optional<Heartbeat> seen() {
    return Optional.ofNullable(store().heartbeats(namespace()).get(owner));
  }

  @Test
  void a_watch_can_be_opened_and_closed() throws Exception {
    AutoCloseable watch = store().watch(web, () -> {});
    assertThat(watch).as("watch() answered null, which its contract forbids").isNotNull();
    store().save(web, new Versioned<>(ledger(1), ""));
    watch.close();
    store().save(web, new Versioned<>(ledger(2), store().load(web).version()));
  }

  private Heartbeat beat() {
    return store().heartbeatOf(namespace(), owner).orElseThrow();
  }

  private Ledger ledger(long fence) {
    return new Ledger(
        fence,
        3,
        5,
        owner,
        new TreeMap<>(
            Map.of("phase", "MONITOR", "empty", "", "text", "a=b\n\"c\": {d} 'é' \\ #\ttab \n")),
        List.of("web-2 promoted: it went well", "web-1 rolled-back: 5.1 % failed"),
        Optional.of(
            new PersonRequest(
                "id-1", "web-3", PersonRequest.Kind.ABORT, "ann", "too slow: \"x\"")));
  }
}
