/** D-Wave's QPUs and hybrid solvers behind the ports that models are sent to. */
package io.qahan.dwave.sampler;
