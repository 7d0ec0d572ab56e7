/**
 * A client of D-Wave's Solver API (SAPI): solvers, problems, answers and uploads, asynchronously.
 * Start at {@link io.qahan.dwave.sapi.SapiClient}.
 */
package io.qahan.dwave.sapi;
