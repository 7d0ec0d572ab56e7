/**
 * The worker: takes mask requests from Kafka, solves them by a chain of solvers, and answers. Start
 * at {@link io.qahan.worker.WorkerService}, then {@link io.qahan.worker.QuboWorker} and {@link
 * io.qahan.worker.SolverChain}; the command line calls in.
 */
package io.qahan.worker;
