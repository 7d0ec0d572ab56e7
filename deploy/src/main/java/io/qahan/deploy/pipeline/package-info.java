/**
 * The whole system in one JVM, fed and measured. Start at {@link
 * io.qahan.deploy.pipeline.PipelineRun}; the demo and the benchmarks call in.
 */
package io.qahan.deploy.pipeline;
