/**
 * D-Wave's QPUs and hybrid solvers behind the ports that models are sent to. Start at {@link
 * io.qahan.dwave.sampler.QpuModels} or {@link io.qahan.dwave.sampler.HybridModels}; the worker and
 * {@code qahan solve} call in.
 */
package io.qahan.dwave.sampler;
