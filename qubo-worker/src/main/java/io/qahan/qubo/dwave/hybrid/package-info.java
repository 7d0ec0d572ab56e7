/** Hybrid solvers: what they take. */
package io.qahan.qubo.dwave.hybrid;
