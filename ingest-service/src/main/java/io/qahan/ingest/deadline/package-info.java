/**
 * When an image has to be answered, and how long before that the answer must be made so that its
 * commit is on time. Start with {@link io.qahan.ingest.deadline.CommitTimes}; the topology calls in
 * (its pending images keep the deadlines).
 */
package io.qahan.ingest.deadline;
