/**
 * What hybrid solvers take, and the least time that they want: {@link
 * io.qahan.dwave.hybrid.HybridLimits}. The samplers call in.
 */
package io.qahan.dwave.hybrid;
