package io.verdigris.health.http;

import io.verdigris.spi.HealthVerifier;
import io.verdigris.spi.HealthVerifierProvider;
import io.verdigris.spi.ProviderContext;

/** Offers the verifier {@code http}. */
public final class HttpHealthVerifierProvider implements HealthVerifierProvider {
  @Override
  public String id() {
    return HttpCheck.ID;
  }

  @Override
  public HealthVerifier create(ProviderContext context) {
    return new HttpHealthVerifier(context::podProxy, System::getenv);
  }
}
