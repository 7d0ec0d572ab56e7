/**
 * What both kinds of problem are solved with: random numbers, the clock of a run, the solution; and
 * the one writer of whole files, for every module above. Start at {@link
 * io.qahan.qubo.kernel.Solution}. Knows neither kind.
 */
package io.qahan.qubo.kernel;
