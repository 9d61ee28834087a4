package io.verdigris.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.verdigris.kubernetes.PatchResult.NotFound;
import io.verdigris.spi.RolloutStore.Heartbeat;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Signs of life, as one Lease for each process and namespace. */
final class Leases {
  /** What all of them carry. */
  static final Map<String, String> LABELS = Map.of(Marks.MANAGED, "true");

  private final ClusterAccess cluster;
  private final ApiServer api;
  private final InstantSource clock;
  private final Set<Shown> shown = ConcurrentHashMap.newKeySet();

  Leases(ClusterAccess cluster, InstantSource clock) {
    this.cluster = cluster;
    this.api = cluster.api();
    this.clock = clock;
  }

  /** A sign of life that this process has shown and not withdrawn; a hint that saves a request. */
  private record Shown(String namespace, String owner) {}

  void renew(String namespace, String owner, Duration duration) {
    Lease lease = lease(namespace, owner, duration);
    var sign = new Shown(namespace, owner);
    boolean created = !shown.contains(sign) && api.create(Lease.class, lease).isPresent();
    if (!created && api.merge(Lease.class, lease) instanceof NotFound<Lease>) {
      api.create(Lease.class, lease);
    }
    shown.add(sign);
  }

  private Lease lease(String namespace, String owner, Duration duration) {
    int seconds = Math.toIntExact(duration.plusMillis(999).toSeconds());
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name(owner))
        .addToLabels(LABELS)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(owner)
        .withLeaseDurationSeconds(seconds)
        .withRenewTime(clock.instant().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC))
        .endSpec()
        .build();
  }

  /** The version changes with each renewal, and tells no time that could be compared. */
  Optional<Heartbeat> of(String namespace, String owner) {
    return api.get(Lease.class, namespace, name(owner))
        .filter(lease -> owner.equals(holder(lease)))
        .map(Leases::heartbeat);
  }

  /** Returns all as they were lately, by owner. */
  Map<String, Heartbeat> all(String namespace) {
    return cluster.wakes().leasesLately(namespace).orElseGet(() -> read(namespace)).stream()
        .filter(lease -> name(holder(lease)).equals(lease.getMetadata().getName()))
        .collect(Collectors.toMap(Leases::holder, Leases::heartbeat));
  }

  private List<Lease> read(String namespace) {
    ApiServer.Listing<Lease> read =
        api.listing(Lease.class, namespace, ApiServer.selector(LABELS), lease -> true);
    cluster.wakes().answeredLeases(namespace, read);
    return read.objects();
  }

  /** Returns the process that shows a sign of life; empty when a Lease is none. */
  static String holder(Lease lease) {
    return lease.getSpec() == null || lease.getSpec().getHolderIdentity() == null
        ? ""
        : lease.getSpec().getHolderIdentity();
  }

  private static Heartbeat heartbeat(Lease lease) {
    return new Heartbeat(lease.getMetadata().getResourceVersion(), duration(lease));
  }

  private static Duration duration(Lease lease) {
    Integer seconds = lease.getSpec().getLeaseDurationSeconds();
    return Duration.ofSeconds(seconds == null ? 0 : seconds);
  }

  void withdraw(String namespace, String owner) {
    shown.remove(new Shown(namespace, owner));
    api.delete(Lease.class, namespace, name(owner));
  }

  private static String name(String owner) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(owner.getBytes(StandardCharsets.UTF_8));
      return "verdigris-" + HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
