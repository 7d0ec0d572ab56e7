/** D-Wave's QPUs behind the port that embedded models are sent to. */
package io.qahan.qubo.dwave.sampler;
