/**
 * Server-sent events: who watches, what waits for each, and what becomes of a browser that is too
 * slow. Start with {@link io.qahan.ingest.events.Audience}; only the page calls in.
 */
package io.qahan.ingest.events;
