/**
 * Benchmarks as commands: solvers, D-Wave's client, offline training, the whole pipeline. Start at
 * {@link io.qahan.deploy.bench.BenchCommand}; only the command line calls in.
 */
package io.qahan.deploy.bench;
