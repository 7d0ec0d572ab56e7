/**
 * Problems as QPUs take them: their encoding in the order of a working graph, how they are to be
 * annealed ({@link io.qahan.dwave.qpu.Anneal}), and how long the QPU will be busy with them. Start
 * at {@link io.qahan.dwave.qpu.QpuProblem}; {@code chip}, the samplers and the emulator call in.
 */
package io.qahan.dwave.qpu;
