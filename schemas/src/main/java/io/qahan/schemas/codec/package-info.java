/**
 * How records become bytes and back: Avro with the schema's fingerprint in front, or with a
 * registry's id. Start at {@link io.qahan.schemas.codec.Codecs}; every service calls in.
 */
package io.qahan.schemas.codec;
