/** Answers of solvers: samples and times. */
package io.qahan.qubo.dwave.sample;
