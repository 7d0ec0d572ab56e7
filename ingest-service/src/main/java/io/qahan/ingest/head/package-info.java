/**
 * The classifying head: sparse features in, class probabilities out, swapped atomically. Start at
 * {@link io.qahan.ingest.head.Head}, then {@link io.qahan.ingest.head.LiveHead}; the topology and
 * the trainer call in.
 */
package io.qahan.ingest.head;
