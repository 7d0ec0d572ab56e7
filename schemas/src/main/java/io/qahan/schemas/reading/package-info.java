/**
 * Consumers of topics that anybody may write to. Start at {@link
 * io.qahan.schemas.reading.BoundedConsumer}, which every reader of ours is made by; it passes over
 * what does not fit in the memory that there is.
 */
package io.qahan.schemas.reading;
