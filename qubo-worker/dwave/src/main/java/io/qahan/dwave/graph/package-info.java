/**
 * The qubit graphs of D-Wave's processors: Chimera, Pegasus and Zephyr, whole or with missing
 * qubits and couplers. Start at {@link io.qahan.dwave.graph.WorkingGraph}; embeddings, the chip and
 * the emulator call in.
 */
package io.qahan.dwave.graph;
