package io.verdigris.spi;

/**
 * What a switch did.
 *
 * @param epoch the epoch that is in force
 * @param already whether it was in force before this call
 */
public record SwitchReceipt(long epoch, boolean already) {}
