package io.verdigris.kubernetes;

import io.verdigris.spi.PodProxy;
import io.verdigris.spi.PodProxyProvider;
import io.verdigris.spi.ProviderContext;

/** Offers {@link ApiServerProxy} as {@code api-server}. */
public final class ApiServerProxyProvider implements PodProxyProvider {
  @Override
  public String id() {
    return "api-server";
  }

  @Override
  public PodProxy create(ProviderContext context) {
    return new ApiServerProxy(ClusterAccess.of(context));
  }
}
