/**
 * The worker: takes mask requests from Kafka, has them solved, and answers. Start at {@link
 * io.qahan.worker.WorkerService}, then {@link io.qahan.worker.QuboWorker} and {@link
 * io.qahan.worker.RequestServer}; the command line calls in.
 */
package io.qahan.worker;
