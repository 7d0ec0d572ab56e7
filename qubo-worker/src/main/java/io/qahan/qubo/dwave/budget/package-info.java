/** A cap on QPU time. */
package io.qahan.qubo.dwave.budget;
