package io.verdigris.spi;

import java.time.Duration;

/**
 * What a switch did.
 *
 * @param epoch the epoch that is in force
 * @param already whether it was in force before this call
 * @param mixed for how long one part of the traffic had moved and another had not, as measured by
 *     this call; zero where all of it moves in one change
 */
public record SwitchReceipt(long epoch, boolean already, Duration mixed) {
  /** Tells of a switch that was one change. */
  public SwitchReceipt(long epoch, boolean already) {
    this(epoch, already, Duration.ZERO);
  }
}
