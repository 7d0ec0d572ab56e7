/**
 * A cap on QPU time, shared by processes through a file. Start at {@link
 * io.qahan.dwave.budget.QpuBudget}; the samplers call in.
 */
package io.qahan.dwave.budget;
