/**
 * Clique embeddings, one or many side by side: a chain of qubits for each variable, all of them
 * coupled, on chips with defects (Chimera, Pegasus, Zephyr). Start at {@link
 * io.qahan.dwave.clique.CliqueEmbeddings}; {@code chip}, the samplers, the worker and the command
 * line call in.
 */
package io.qahan.dwave.clique;
