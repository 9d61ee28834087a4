package io.verdigris;

/**
 * One call to come, as {@link Plan} lists it.
 *
 * @param phase when
 * @param verb what is done: {@code GET}, {@code LIST}, {@code CREATE}, {@code PATCH} …
 * @param object to what, as {@code kind namespace/name}
 * @param purpose why, in a few words
 */
public record PlannedCall(Phase phase, String verb, String object, String purpose) {}
