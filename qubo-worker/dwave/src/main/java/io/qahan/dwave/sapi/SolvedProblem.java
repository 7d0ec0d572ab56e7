package io.qahan.dwave.sapi;

import io.qahan.dwave.sample.SampleSet;
import io.qahan.dwave.sample.SolveTiming;

/**
 * A problem with its answer.
 *
 * @param status where it stands: completed
 * @param samples what was found
 * @param timing what it took
 */
public record SolvedProblem(ProblemStatus status, SampleSet samples, SolveTiming timing) {}
