/** Solvers as SAPI describes them, and how one is chosen. */
package io.qahan.dwave.solver;
