/**
 * Problems as QPUs take them: their encoding in the order of a working graph, and how long the QPU
 * will be busy with them.
 */
package io.qahan.dwave.qpu;
