/**
 * The qubit graphs of D-Wave's processors: Chimera, Pegasus and Zephyr, whole or with missing
 * qubits and couplers.
 */
package io.qahan.dwave.graph;
