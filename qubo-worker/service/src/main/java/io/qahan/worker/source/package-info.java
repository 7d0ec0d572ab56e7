/**
 * Where requests come from: a consumer group or a share group, and what tells the broker which of
 * them are answered. Start at {@link io.qahan.worker.source.TaskSource} and {@link
 * io.qahan.worker.source.TaskSources}; the worker calls in.
 */
package io.qahan.worker.source;
