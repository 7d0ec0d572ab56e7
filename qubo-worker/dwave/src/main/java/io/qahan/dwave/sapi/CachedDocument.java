package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A document that is kept.
 *
 * @param etag by which the server is asked whether it has changed; null if it gave none
 * @param freshUntil when it has to be asked
 */
record CachedDocument(JsonNode document, String etag, Instant freshUntil) {}
