package io.verdigris.spi;

/**
 * How a switch was confirmed.
 *
 * @param evidence what was seen, in a sentence
 */
public record Confirmation(String evidence) {}
