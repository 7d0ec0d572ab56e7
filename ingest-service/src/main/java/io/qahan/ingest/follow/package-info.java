/**
 * Topics that each instance follows for itself, beside the topology: heads, and what became of the
 * images. Start with {@link io.qahan.ingest.follow.TopicFollower}; the ingest service calls in.
 */
package io.qahan.ingest.follow;
