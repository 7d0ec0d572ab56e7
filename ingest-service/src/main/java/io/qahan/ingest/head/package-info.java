/** The classifying head: sparse features in, class probabilities out, swapped atomically. */
package io.qahan.ingest.head;
