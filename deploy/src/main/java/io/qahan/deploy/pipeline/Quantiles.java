package io.qahan.deploy.pipeline;

/**
 * A distribution of times, in milliseconds.
 *
 * @param count how many were measured
 */
public record Quantiles(long count, double mean, double p50, double p99, double max) {}
