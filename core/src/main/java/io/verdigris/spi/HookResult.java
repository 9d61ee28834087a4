package io.verdigris.spi;

/**
 * What a hook did.
 *
 * @param summary in a sentence
 */
public record HookResult(String summary) {}
