package io.verdigris.spi;

/**
 * A value with the version it was read at, for compare-and-set.
 *
 * @param value the value
 * @param version opaque; empty when nothing is stored yet
 */
public record Versioned<T>(T value, String version) {}
