package io.qahan.deploy.bench.profile;

import java.util.Map;

/**
 * Processor time of all threads of one kind.
 *
 * @param threads their name, numbers left out
 * @param millis for one image
 * @param share of the whole JVM's
 * @param stages the same by kind of work, the largest first: milliseconds for one image
 */
public record ThreadTime(String threads, double millis, double share, Map<String, Double> stages) {}
