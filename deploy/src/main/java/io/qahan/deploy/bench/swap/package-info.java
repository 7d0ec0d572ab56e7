/**
 * {@code qahan bench swap}: latency while the model is replaced. Start at {@link
 * io.qahan.deploy.bench.swap.SwapBenchCommand}; {@code BenchCommand} calls in.
 */
package io.qahan.deploy.bench.swap;
