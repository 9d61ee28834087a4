package io.verdigris.testkit.cluster;

import java.time.Instant;

/**
 * One request that the API server has answered.
 *
 * @param at when it came
 * @param verb the HTTP method, such as {@code PATCH}
 * @param path the path with its query, such as {@code /api/v1/namespaces/shop/services/web}
 * @param status the answer's HTTP status; 0 when the connection was dropped instead
 * @param userAgent who asked, as the request says; may be empty
 */
public record ApiCall(Instant at, String verb, String path, int status, String userAgent) {}
