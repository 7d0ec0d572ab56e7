/**
 * Answers of solvers: samples and times. Start at {@link io.qahan.dwave.sample.SampleSet}; {@code
 * sapi} decodes them, the samplers read them.
 */
package io.qahan.dwave.sample;
