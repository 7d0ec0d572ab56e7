/** Hybrid solvers: what they take. */
package io.qahan.dwave.hybrid;
