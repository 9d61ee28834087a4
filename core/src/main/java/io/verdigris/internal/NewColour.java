package io.verdigris.internal;

import io.verdigris.Colour;
import io.verdigris.spi.Environment;
import io.verdigris.spi.EnvironmentProvisioner;
import io.verdigris.spi.EnvironmentRequest;
import io.verdigris.spi.Progress;

/** The new colour as the data plane is told of it, kept as large as the old one has become. */
record NewColour(EnvironmentProvisioner provisioner, Calls calls) {

  /**
   * Reads it; while it is not as it should be it is asked for once more, since the old colour may
   * have grown in the hours that a person's approval or a test takes.
   */
  Progress<Environment> serving(Look look) {
    return serving(look, look.of(look.state().to()));
  }

  /** As {@link #serving(Look)}, but as it was seen a moment ago. */
  Progress<Environment> glance(Look look) {
    return serving(look, look.glance(look.state().to()));
  }

  private Progress<Environment> serving(Look look, EnvironmentRequest request) {
    Colour to = look.state().to();
    Progress<Environment> serving =
        calls.call("serving", Limits.CALL, () -> provisioner.serving(request));
    if (serving instanceof Progress.Waiting<Environment>) {
      Progress<Progress.Nothing> growing =
          calls.call("deploy", Limits.CALL, () -> provisioner.deploy(look.of(to)));
      if (growing instanceof Progress.Failed<Progress.Nothing> failed) {
        return Progress.failed(failed.reason());
      }
    }
    return serving;
  }
}
