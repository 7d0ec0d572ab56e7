package io.qahan.dwave.sapi;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One poll under way.
 *
 * @param problems asked about
 * @param answer cancelled to ask anew with more problems
 */
record Watch(List<WatchedProblem> problems, CompletableFuture<List<ProblemStatus>> answer) {}
