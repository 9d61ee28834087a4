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
import java.util.Optional;

/** Signs of life, as one Lease for each process and namespace. */
record Leases(ApiServer api, InstantSource clock) {

  void renew(String namespace, String owner, Duration duration) {
    Lease lease = lease(namespace, owner, duration);
    if (api.merge(Lease.class, lease) instanceof NotFound<Lease>) {
      api.create(Lease.class, lease);
    }
  }

  private Lease lease(String namespace, String owner, Duration duration) {
    int seconds = Math.toIntExact(duration.plusMillis(999).toSeconds());
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name(owner))
        .addToLabels(Marks.MANAGED, "true")
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
        .filter(l -> l.getSpec() != null && owner.equals(l.getSpec().getHolderIdentity()))
        .map(l -> new Heartbeat(l.getMetadata().getResourceVersion(), duration(l)));
  }

  private static Duration duration(Lease lease) {
    Integer seconds = lease.getSpec().getLeaseDurationSeconds();
    return Duration.ofSeconds(seconds == null ? 0 : seconds);
  }

  void withdraw(String namespace, String owner) {
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
