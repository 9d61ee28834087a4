package io.verdigris.spi;

/**
 * What a verifier saw.
 *
 * @param summary in a sentence, with figures
 */
public record Verification(String summary) {}
