/**
 * What an image costs when services are processes, and there are more of them: the benchmark {@code
 * scale}. Start at {@link io.qahan.deploy.bench.scale.ScaleBenchCommand}; only {@code bench} calls
 * in.
 */
package io.qahan.deploy.bench.scale;
